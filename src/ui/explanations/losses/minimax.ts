import type { LossExplanation } from '../explanation'

export const minimax: LossExplanation = {
  title: 'The minimax loss',
  discriminator: '− 𝔼_x log σ(D(x)) − 𝔼_z log(1 − σ(D(G(z))))',
  generator: '𝔼_z log(1 − σ(D(G(z))))',
  text:
    'The game as it was first written: what one wins the other loses. If D were perfect for a given G, the value would be the ' +
    'Jensen–Shannon divergence between data and samples. In practice it has a flaw: once D is sure that a sample is false, the ' +
    'curve is flat there, and G learns nothing just when it needs it most. D’s loss is 1.39 (2 log 2) while it guesses, 0 when ' +
    'it is certain; G’s lies between −0.69 at a draw and 0 when it has lost.',
  source: 'Goodfellow et al. 2014',
}
