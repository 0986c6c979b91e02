import { averaged } from './averaged'
import { classGrid } from './class-grid'
import { codeMaps } from './code-maps'
import { howItWorks } from './how-it-works'
import { judgement } from './judgement'
import { latentMap } from './latent-map'
import { plane } from './plane'
import { reconstructions } from './reconstructions'
import { samples } from './samples'
import { traversals } from './traversals'
import type { View } from './view'
import './images.css'

/** Every view, in the order of its tab. A new one is a file and a line here. */
export const views: View[] = [
  samples,
  plane,
  reconstructions,
  judgement,
  classGrid,
  traversals,
  codeMaps,
  averaged,
  latentMap,
  howItWorks,
]
