import { reconstructionPart } from './autoencoder'
import type { Explanation } from './explanation'

const priors: Record<string, string> = {
  normal: 'The prior is the standard normal: a round cloud about the origin.',
  uniform: 'The prior is uniform on a cube: every code from −1 to 1 is as likely.',
  mixture:
    'The prior is a ring of Gaussians in the plane of the first two dimensions: the codes must part into as many islands.',
}

export const aae: Explanation = {
  symbols: {
    x: { role: 'real', meaning: 'an example' },
    f: { role: 'encoder', meaning: 'the encoder' },
    g: { role: 'decoder', meaning: 'the decoder' },
    D: {
      role: 'discriminator',
      meaning: 'the judge of codes; σ(D) its probability of “drawn from the prior”',
    },
    z: { role: 'latent', meaning: 'a draw from the prior' },
    x̂: { role: 'decoder', meaning: 'what the decoder draws' },
  },
  story: [
    'An autoencoder whose codes must look, as a crowd, like draws from a prior. A judge sees codes only – some drawn from the ' +
      'prior, some made by the encoder – and the encoder learns to fool it. Any prior will do from which one can draw: no formula for a KL is needed.',
    'Good is a judge that cannot tell: both scores near 0.5, the judge’s loss near 1.39, the encoder’s near 0.69. As long as it ' +
      'can tell, there are places under the prior to which no example was ever mapped, and samples from there look bad.',
  ],
  objective: () => [
    {
      who: 'Encoder and decoder descend',
      role: 'encoder',
      formula: 'L = 𝔼_x L(x, g(f(x))) − λ 𝔼_x log σ(D(f(x)))',
    },
    {
      who: 'The judge descends',
      role: 'discriminator',
      formula: 'L_D = − 𝔼_z log σ(D(z)) − 𝔼_x log(1 − σ(D(f(x))))',
    },
  ],
  parts: ({ settings, dataset }) => [
    reconstructionPart(settings.loss, dataset.kind),
    {
      title: 'The prior',
      text: priors[String(settings.prior)]!,
      source: 'Makhzani et al. 2015',
    },
  ],
}
