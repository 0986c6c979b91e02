import { howItWorks } from './how-it-works'
import { latentMap } from './latent-map'
import { plane } from './plane'
import { reconstructions } from './reconstructions'
import { samples } from './samples'
import type { View } from './view'

/** Every view, in the order of its tab. A new one is a file and a line here. */
export const views: View[] = [samples, plane, reconstructions, latentMap, howItWorks]
