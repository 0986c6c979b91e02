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
    '[Reconstructions](view:reconstructions) are good at once: 49 words of 64 say a lot; [Codes](view:code-maps) shows the words. Samples are scribbles until the prior has learned how words are spelled; its [loss](series:priorLoss) is the curve to watch. [Codes in play](series:perplexity) should climb towards the codebook size.',
  expect:
    'Reconstructions within 200 steps (78 nats, 62 after 500), about 42 of the 64 codes in play. The prior begins at step 500 and is at 107 nats by step 720 (204 is chance): its samples are strokes by then and turn into digits as its loss falls.',
}
