import type { Part, Present } from './explanation'

/** What G and D are told or asked beside "real or fake". */
const conditionings: Record<string, Part & { d?: string; g?: string }> = {
  label: {
    title: 'A class label',
    formula: 'G(z, y), "   " D(x, y)',
    text:
      'Both networks are told the class y: G what to draw, D what it should be looking at. A good drawing of the wrong class ' +
      'is then a bad one. With projection, D learns a direction for each class in its features instead of reading y as input.',
    source: 'Mirza & Osindero 2014; Miyato & Koyama 2018',
  },
  classifier: {
    title: 'An auxiliary classifier',
    d: '− λ (𝔼_x log C(y | x) + 𝔼_z log C(y | G(z, y)))',
    g: '− λ 𝔼_z log C(y | G(z, y))',
    formula: 'C(y | x) = softmax_y "of D’s other outputs"',
    text:
      'D also names the class, of real and of generated images, and G is paid for drawing what D can name. Guessing among ten ' +
      'costs 2.3 nats an image. It makes clear examples of each class, and fewer odd ones: typical is easier to name.',
    source: 'Odena, Olah & Shlens 2017',
  },
  codes: {
    title: 'Codes of its own',
    d: '− λ 𝔼_z log Q(c | G(z, c))',
    g: '− λ 𝔼_z log Q(c | G(z, c))',
    formula: 'I(c; G(z, c)) ≥ 𝔼 log Q(c | G(z, c)) + H(c)',
    text:
      'G gets a few extra numbers c and must make them visible: Q, an output of D, reads them back. That is a lower bound on ' +
      'the information between code and sample, so both networks gain from a code that means something. Nobody says what.',
    source: 'Chen et al. 2016',
  },
  semiSupervised: {
    title: 'A few labels',
    d: '− λ 𝔼_{x, y} log softmax_y D(x)',
    formula: 'D(x) = log Σ_k exp ℓ_k(x)',
    text:
      'D is a classifier with outputs ℓ₁ … ℓ_K; the sum of its evidence is its judgement. It sees the labels of a handful of ' +
      'examples and learns the rest from telling real from false. The accuracy is of images whose labels it never saw.',
    source: 'Salimans et al. 2016, § 5',
  },
}

/** What the present settings add; undefined for a GAN that is told nothing. */
export const conditioningOf = ({ settings }: Present) => conditionings[String(settings.conditioning)]
