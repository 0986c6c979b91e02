import type { Part } from '../explanation'

export const iwae: Part = {
  title: 'The importance-weighted bound',
  formula: 'log p(x) ≥ 𝔼 log frac{1}{K} Σ_k frac{p(x, z_k)}{q(z_k | x)}',
  text:
    'K codes are drawn and the ones that explain the example well count most. The more, the closer the bound comes to log p(x); ' +
    'K = 1 is the ELBO. The encoder may keep a wider cloud, as one good code among K is enough.',
  source: 'Burda, Grosse & Salakhutdinov 2016',
}
