import type { LossExplanation } from '../explanation'

export const leastSquares: LossExplanation = {
  title: 'The least-squares loss',
  discriminator: 'frac{1}{2} 𝔼_x (D(x) − 1)^2 + frac{1}{2} 𝔼_z D(G(z))^2',
  generator: 'frac{1}{2} 𝔼_z (D(G(z)) − 1)^2',
  text:
    'D answers with a number: 1 for real, 0 for false, and both pay the squared miss. A sample that already fools D but lies ' +
    'far from the boundary still pays, so it is pulled towards the data. D guessing 0.5 everywhere has a loss of 0.25, and G ' +
    'then 0.125. D’s loss near 0 means that it has won.',
  source: 'Mao et al. 2017',
}
