import type { Recipe } from '../core/recipe'

/** van den Oord et al. 2016, a small one: a 7 × 7 mask and three of 3 × 3, 32 channels. */
export const pixelcnn: Recipe = {
  id: 'pixelcnn',
  label: 'PixelCNN',
  family: 'autoregressive',
  data: 'mnist',
  settings: { architecture: 'pixelcnn', width: 32, depth: 3, batch: 16 },
  stop: { unit: 'steps', amount: 3000 },
  paper: {
    authors: 'van den Oord et al.',
    year: 2016,
    title: 'Pixel Recurrent Neural Networks',
    url: 'https://arxiv.org/abs/1601.06759',
  },
  watch:
    'Convolutions that see only what is above and to the left. It learns strokes quickly and digits slowly, since a pixel sees only its neighbourhood: [samples](view:samples) are fine handwriting in no alphabet, though the [surprise](series:negativeLogLikelihood) is already low.',
  expect:
    'The surprise −log p(x) is near 119 nats after 100 steps, where a VAE needs some 700, and 100 after 280, though a step is far dearer. The published figure for a much larger network is 81.3.',
}
