import { heatMap } from './heat-map'
import { latentGrid } from './latent-grid'
import type { PlaneLayer } from './layer'
import { real } from './real'
import { samples } from './samples'

/** Every layer of the plane in the order in which the list shows them. A new one is a file and a line here. */
export const planeLayers: PlaneLayer[] = [real, samples, heatMap, latentGrid]

/** The same from the bottom up. */
export const stacked: PlaneLayer[] = [heatMap, latentGrid, real, samples]
