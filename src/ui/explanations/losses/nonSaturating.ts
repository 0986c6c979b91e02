import type { LossExplanation } from '../explanation'

export const nonSaturating: LossExplanation = {
  title: 'The non-saturating loss',
  discriminator: '− 𝔼_x log σ(D(x)) − 𝔼_z log(1 − σ(D(G(z))))',
  generator: '− 𝔼_z log σ(D(G(z)))',
  text:
    'D plays the original game. G no longer tries to be less surely false; it tries to be surely real. The optimum is the same, ' +
    'but the slope is steepest where G is worst. At a draw G stands at 0.69 (log 2) and D at 1.39 (2 log 2). D near 0 with G ' +
    'climbing past 3 and staying there: the judge has won, slow it down or regularise it.',
  source: 'Goodfellow et al. 2014, § 3',
}
