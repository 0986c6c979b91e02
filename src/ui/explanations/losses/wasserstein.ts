import type { LossExplanation } from '../explanation'

export const wasserstein: LossExplanation = {
  title: 'The Wasserstein loss',
  discriminator: '𝔼_z D(G(z)) − 𝔼_x D(x)',
  generator: '− 𝔼_z D(G(z))',
  text:
    'D is no judge but a critic: it gives marks, and learns to mark real examples higher than samples. If its slope nowhere ' +
    'exceeds 1, the difference of mean marks is the earth mover’s distance between data and samples. So minus D’s loss should ' +
    'rise first, while the critic learns, and then fall as the samples improve; towards 0 is good. Its absolute size means ' +
    'little. Without something that bounds the slope – clipping, a gradient penalty, spectral norm – the marks run away.',
  source: 'Arjovsky, Chintala & Bottou 2017',
}
