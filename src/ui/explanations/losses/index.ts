import type { LossExplanation } from '../explanation'
import { hinge } from './hinge'
import { leastSquares } from './leastSquares'
import { minimax } from './minimax'
import { nonSaturating } from './nonSaturating'
import { relativistic } from './relativistic'
import { wasserstein } from './wasserstein'

/** Every adversarial loss by the id that it has in the settings. A new one is a file and a line here. */
export const lossExplanations: Record<string, LossExplanation> = {
  minimax,
  nonSaturating,
  leastSquares,
  wasserstein,
  hinge,
  relativistic,
}
