import type { Recipe } from '../core/recipe'

/** A VAE whose KL weight is so high that the decoder stops listening (Bowman et al. 2016, § 3; Lucas et al. 2019). */
export const vaeCollapse: Recipe = {
  id: 'vae-collapse',
  label: 'VAE whose posterior collapses',
  family: 'vae',
  data: 'mnist',
  settings: { beta: 12, latentDim: 20, encoderWidth: 400, decoderWidth: 400 },
  stop: { unit: 'steps', amount: 2000 },
  paper: {
    authors: 'Bowman et al.',
    year: 2016,
    title: 'Generating Sentences from a Continuous Space',
    url: 'https://arxiv.org/abs/1511.06349',
  },
  watch:
    'KL goes to 0 and stays there, and so does the number of active dimensions: a nat of code costs twelve and saves fewer. The decoder draws the same average smudge for everything. Lower β while it runs, or choose a warm-up, and the dimensions wake one after another.',
  expect:
    'Within a few hundred steps KL is near 0, no dimension is active, and −ELBO stands near 206 nats, what an average digit scores.',
  fails: true,
}
