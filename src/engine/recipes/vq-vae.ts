import type { Recipe } from '../core/recipe'

/** van den Oord et al. 2017: 7 × 7 words from a codebook of 64, a PixelCNN over them. */
export const vqVae: Recipe = {
  id: 'vq-vae',
  label: 'VQ-VAE + prior',
  family: 'vq-vae',
  data: 'mnist',
  settings: {
    architecture: 'convolutional',
    codebookSize: 64,
    codeDim: 16,
    encoderWidth: 32,
    decoderWidth: 32,
    priorStart: 500,
  },
  stop: { unit: 'steps', amount: 3000 },
  paper: {
    authors: 'van den Oord et al.',
    year: 2017,
    title: 'Neural Discrete Representation Learning',
    url: 'https://arxiv.org/abs/1711.00937',
  },
  watch:
    'Reconstructions are good at once: 49 words of 64 say a lot. Samples are scribbles until the prior has learned how words are spelled; its loss is the curve to watch. “Codes in play” should climb towards the codebook size.',
  expect:
    'Reconstructions within 200 steps, about 40 of the 64 codes in play. The prior begins at step 500 and spells better than chance at once (204 nats is chance); its samples have strokes first and turn into digits as its loss falls.',
}
