import type { Explanation, Part, Present } from './explanation'
import { ganTricks } from './gan-tricks'
import { lossExplanations } from './losses'

/** Penalties on D's slope: the setting that turns each on, and what it adds to D's loss. */
const penalties: (Part & { setting: string; formula: string; term: string })[] = [
  {
    setting: 'gradientPenalty',
    title: 'Gradient penalty',
    term: 'λ 𝔼_x̃ (‖∇D(x̃)‖ − 1)^2',
    formula: 'x̃ = ε x + (1 − ε) G(z), "   " ε ∼ U(0, 1)',
    text:
      'Between each real example and a sample a point x̃ is picked, and there D’s slope is asked to be 1. That makes the critic ' +
      'a fair measure of distance, with a slope for G to follow everywhere. In the curves the penalty rises while D takes ' +
      'shape and settles low; λ = 10 for images, 0.1 to 1 on the plane.',
    source: 'Gulrajani et al. 2017',
  },
  {
    setting: 'r1',
    title: 'R₁ penalty',
    term: 'frac{γ_1}{2} 𝔼_x ‖∇D(x)‖^2',
    formula: 'R_1 = frac{1}{2} 𝔼_x ‖∇D(x)‖^2',
    text:
      'D is to be flat at the real data. Near the end, when samples lie on the data, nothing then pushes them off again: the ' +
      'game comes to rest instead of circling. Too large a γ and D sees nothing.',
    source: 'Mescheder et al. 2018',
  },
  {
    setting: 'r2',
    title: 'R₂ penalty',
    term: 'frac{γ_2}{2} 𝔼_z ‖∇D(G(z))‖^2',
    formula: 'R_2 = frac{1}{2} 𝔼_z ‖∇D(G(z))‖^2',
    text: 'The same at the samples. With the relativistic loss both are needed: R₁ alone lets D grow steep where G is still lost.',
    source: 'Mescheder et al. 2018; Huang et al. 2024',
  },
  {
    setting: 'dragan',
    title: 'DRAGAN penalty',
    term: 'λ 𝔼_x̃ (‖∇D(x̃)‖ − 1)^2',
    formula: 'x̃ = x + "noise"',
    text: 'A slope of 1 is asked for around the real examples only, where sharp peaks of D would make G jump from mode to mode.',
    source: 'Kodali et al. 2017',
  },
]

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

const conditioningOf = ({ settings }: Present) => conditionings[String(settings.conditioning)]

export const gan: Explanation = {
  symbols: {
    x: { role: 'real', meaning: 'a real example' },
    z: { role: 'latent', meaning: 'noise, the latent code' },
    G: { role: 'generator', meaning: 'the generator' },
    D: { role: 'discriminator', meaning: 'the discriminator’s raw output; σ(D) its probability of “real”' },
    C: { role: 'discriminator', meaning: 'D’s opinion on the class' },
    Q: { role: 'discriminator', meaning: 'D’s reading of the codes' },
    c: { role: 'latent', meaning: 'codes that G is to show' },
    y: { role: 'real', meaning: 'a class' },
    λ: { role: 'neutral', meaning: 'the weight of a term' },
  },
  story: [
    'The generator turns noise into samples; the discriminator looks at real examples and at samples and says which is which. ' +
      'They learn in turns: D to tell better, G – through D, by following the slope of its answer – to be told less well.',
    'Neither loss is a score of quality, since each is measured against an opponent that moves. Level curves are a good sign. ' +
      'Look at the samples, and at measures that both networks know nothing of.',
  ],
  objective(present) {
    const { settings } = present
    const loss = lossExplanations[String(settings.loss)]!
    const terms = penalties.filter(({ setting }) => settings[setting] === true).map(({ term }) => `+ ${term}`)
    const conditioning = conditioningOf(present)
    return [
      {
        who: 'D descends',
        role: 'discriminator',
        formula: [`L_D = ${loss.discriminator}`, ...terms, conditioning?.d].filter(Boolean).join(' '),
      },
      {
        who: 'G descends',
        role: 'generator',
        formula: [`L_G = ${loss.generator}`, conditioning?.g].filter(Boolean).join(' '),
      },
    ]
  },
  parts(present) {
    const { settings, dataset } = present
    return [
      lossExplanations[String(settings.loss)]!,
      ...penalties.filter(({ setting }) => settings[setting] === true),
      ...[conditioningOf(present)].filter((part) => part !== undefined),
      ...ganTricks.filter(({ on }) => on(settings, dataset)),
    ]
  },
}
