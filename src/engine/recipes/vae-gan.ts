import type { Recipe } from '../core/recipe'

/** Larsen et al. 2016: a convolutional VAE whose pixels are replaced by the discriminator’s features. */
export const vaeGan: Recipe = {
  id: 'vae-gan',
  label: 'VAE-GAN',
  family: 'vae-gan',
  data: 'mnist',
  settings: {
    architecture: 'convolutional',
    encoderWidth: 32,
    decoderWidth: 32,
    discriminatorWidth: 32,
    latentDim: 32,
  },
  stop: { unit: 'steps', amount: 3000 },
  paper: {
    authors: 'Larsen et al.',
    year: 2016,
    title: 'Autoencoding beyond pixels using a learned similarity metric',
    url: 'https://arxiv.org/abs/1512.09300',
  },
  watch:
    'Nothing compares pixels. [Reconstructions](view:reconstructions) are of the right kind early and of the right digit later, and their strokes are sharp: the discriminator would notice blur. The [real](series:realScore) and [fake](series:fakeScore) scores say how the game stands.',
  expect:
    'Smudges for the first 150 steps, while the feature error climbs; strokes by step 500, digits over the next thousands: after 3,000 steps all ten [classes](measure:classes) are there and six of ten samples [recognisable](measure:recognisable). The game can tip: if D’s two scores run to 1 and 0 and stay there, lower [its rate](setting:discriminatorRate).',
}
