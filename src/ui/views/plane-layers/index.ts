import { contour } from './contour'
import { density } from './density'
import { gradients } from './gradients'
import { heatMap } from './heat-map'
import { latentGrid } from './latent-grid'
import type { PlaneLayer } from './layer'
import { posterior } from './posterior'
import { real } from './real'
import { samples } from './samples'

/** Every layer of the plane in the order in which the list shows them. A new one is a file and a line in each list. */
export const planeLayers: PlaneLayer[] = [
  real,
  samples,
  heatMap,
  contour,
  gradients,
  latentGrid,
  posterior,
  density,
]

/** The same from the bottom up. */
export const stacked: PlaneLayer[] = [
  heatMap,
  density,
  contour,
  latentGrid,
  real,
  posterior,
  gradients,
  samples,
]
