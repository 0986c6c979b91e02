import type { LossExplanation } from '../explanation'

export const relativistic: LossExplanation = {
  title: 'The relativistic loss',
  discriminator: '𝔼_{x, z} softplus(D(G(z)) − D(x))',
  generator: '𝔼_{x, z} softplus(D(x) − D(G(z)))',
  text:
    'Each sample is held against a real example: D only has to say which of the two is real, G to turn the answer round. ' +
    'As D must tell them apart near every real example, a forgotten mode costs at once, so the game cannot end in a single ' +
    'one. Both losses are 0.69 (log 2) where nobody can tell; D below and G above by about as much is a normal game.',
  source: 'Jolicoeur-Martineau 2019; Huang et al. 2024',
}
