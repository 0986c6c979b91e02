import type { Recipe } from '../core/recipe'

/** Chen et al. 2016, appendix C.1: one code of ten values and two continuous ones, on digits. */
export const infogan: Recipe = {
  id: 'infogan',
  label: 'InfoGAN',
  family: 'gan',
  data: 'mnist',
  settings: {
    architecture: 'dcgan',
    conditioning: 'codes',
    codeCategories: 10,
    continuousCodes: 2,
    codeWeight: 1,
    latentDim: 62,
    generatorNorm: 'batch',
    generatorRate: 1e-3,
  },
  stop: { unit: 'steps', amount: 3000 },
  paper: {
    authors: 'Chen et al.',
    year: 2016,
    title:
      'InfoGAN: Interpretable Representation Learning by Information Maximizing Generative Adversarial Nets',
    url: 'https://arxiv.org/abs/1606.03657',
  },
  watch:
    'Nobody tells it what a digit is. The rows of samples are the values of a code that the generator invented so that the discriminator can read it back; the [code loss](series:codeLoss) says how well it can, [Traversals](view:traversals) what each code has become.',
  expect:
    'The code loss falls from above 2 to 0.1 within 100 steps and to 0.04 by step 300, when the samples are still strokes; then the rows become digits, often with one or two mixed up, and the two continuous codes turn into slant and width.',
}
