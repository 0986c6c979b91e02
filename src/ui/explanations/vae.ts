import { elbo } from './bounds/elbo'
import { iwae } from './bounds/iwae'
import type { Explanation, Part, Present } from './explanation'

/** Every bound by its id in the settings. */
export const boundExplanations: Record<string, Part> = { elbo, iwae }

export const likelihoodParts: Record<string, Part> = {
  bernoulli: {
    title: 'Pixels on or off',
    formula: 'log p(x | z) = Σ_i x_i log x̂_i + (1 − x_i) log(1 − x̂_i)',
    text: 'The decoder says for every pixel how likely it is to be white. With dynamic binarisation the grey of the data is that chance, drawn anew each time; nats then compare with papers.',
  },
  continuousBernoulli: {
    title: 'Continuous Bernoulli',
    formula: 'p(x_i | z) = C(x̂_i) x̂_i^{x_i} (1 − x̂_i)^{1 − x_i}',
    text: 'The Bernoulli with the constant that makes it a density for grey values between 0 and 1.',
    source: 'Loaiza-Ganem & Cunningham 2019',
  },
  gaussian: {
    title: 'Gaussian noise of a fixed width',
    formula: 'log p(x | z) = − frac{1}{2 σ^2} ‖x − x̂‖^2 + "constant"',
    text: 'The squared error, weighted by the noise that the model allows for. A small σ asks for exact copies; a large one forgives, and the code is used less.',
  },
  learnedGaussian: {
    title: 'Gaussian noise of a learned width',
    formula: 'log p(x | z) = Σ_i log N(x_i; x̂_i, σ_i^2)',
    text: 'The decoder also predicts how sure it is of each value. A density may exceed 1, so the loss may fall below 0.',
  },
  discretisedLogistic: {
    title: 'One of 256 greys',
    formula: 'p(x_i | z) = F(x_i + frac{1}{2}) − F(x_i − frac{1}{2})',
    text: 'A logistic curve F over the grey levels: the chance of exactly this one.',
    source: 'Salimans et al. 2017',
  },
}

const pulls: Record<string, Part & { term: string }> = {
  kl: {
    title: 'KL, weighted by β',
    term: 'β KL(q(z | x) ‖ p(z))',
    formula: 'KL = frac{1}{2} Σ_d (μ_d^2 + σ_d^2 − 1 − log σ_d^2)',
    text: 'Each cloud is pulled towards the prior. β = 1 is the bound itself. Above, fewer dimensions pay for themselves, each meaning one thing; below, reconstructions gain and samples lose. About 25 nats is normal for digits; 0 is collapse: the decoder ignores the code.',
    source: 'Higgins et al. 2017',
  },
  tc: {
    title: 'Total correlation',
    term: 'I(x; z) + β TC(z) + Σ_d KL(q(z_d) ‖ p(z_d))',
    formula: 'TC(z) = KL(q(z) ‖ Π_d q(z_d))',
    text: 'KL is taken apart, and β weighs only the part that says how far the dimensions depend on each other. So the code is tidied without being emptied.',
    source: 'Chen et al. 2018',
  },
  mmd: {
    title: 'MMD in place of KL',
    term: 'λ MMD(q(z), p(z))',
    formula: 'MMD = 𝔼 k(z, z′) + 𝔼 k(ζ, ζ′) − 2 𝔼 k(z, ζ), "   " ζ ∼ p(z)',
    text: 'All codes of a batch together must look like draws from the prior; each single one may be as precise as it likes. 0 is a perfect match.',
    source: 'Tolstikhin et al. 2018',
  },
}

const rules: Record<string, Part & { term: string }> = {
  freeBits: {
    title: 'Free bits',
    term: 'β Σ_d max(κ, KL_d)',
    formula: 'max(κ, KL_d)',
    text: 'Below κ nats a dimension costs nothing, so none is pressed flat before it has learned to be useful.',
    source: 'Kingma et al. 2016',
  },
  capacity: {
    title: 'Capacity',
    term: 'β |KL(q(z | x) ‖ p(z)) − C_t|',
    formula: 'C_t: 0 → C',
    text: 'KL is held at a target that grows, so that the most telling things enter the code first.',
    source: 'Burgess et al. 2018',
  },
}

const priors: Record<string, Part> = {
  mixture: {
    title: 'A mixture as prior',
    formula: 'p(z) = frac{1}{K} Σ_k N(z; μ_k, σ_k^2)',
    text: 'The prior is made of learned Gaussians, which move to where the codes are.',
  },
  vamp: {
    title: 'The VampPrior',
    formula: 'p(z) = frac{1}{K} Σ_k q(z | u_k)',
    text: 'The prior is the mean of the encoder’s clouds for K learned pseudo-examples u: the best prior there is, if u were all the data.',
    source: 'Tomczak & Welling 2018',
  },
}

const schedules: Record<string, Part> = {
  warmup: {
    title: 'Warm-up',
    formula: 'β_t: 0 → β',
    text: 'β begins at 0, so that the decoder learns to use the code before the code is taxed.',
    source: 'Bowman et al. 2016',
  },
  cyclical: {
    title: 'Cyclical β',
    formula: 'β_t: 0 → β, 0 → β, …',
    text: 'The warm-up again and again; each cycle starts from a better code.',
    source: 'Fu et al. 2019',
  },
}

/** Settings as the objective sees them: with the importance-weighted bound there is no weight on KL. */
function pullOf({ settings }: Present) {
  if (settings.bound === 'iwae') return undefined
  const divergence = String(settings.divergence)
  return (divergence === 'kl' && rules[String(settings.klRule)]) || pulls[divergence]
}

export const vae: Explanation = {
  symbols: {
    x: { role: 'real', meaning: 'an example' },
    z: { role: 'latent', meaning: 'its code' },
    q: { role: 'encoder', meaning: 'the encoder’s cloud of codes: a Gaussian with mean μ and deviation σ' },
    p: { role: 'decoder', meaning: 'the model: the prior p(z) and the decoder p(x | z)' },
    x̂: { role: 'decoder', meaning: 'what the decoder draws from the code' },
    y: { role: 'real', meaning: 'the class' },
    β: { role: 'neutral', meaning: 'the weight of KL' },
  },
  story: [
    'The encoder turns an example into a small cloud of codes, the decoder draws the example again from a code out of that ' +
      'cloud. Because clouds overlap, codes that lie near each other must decode to similar things; because all clouds are ' +
      'pulled to one prior, a code drawn from that prior decodes to something new.',
    'The draw is written z = μ + σ ε, so that the slope passes through it. Unlike a GAN’s losses this one is a real score: lower is better, and test data can be compared with.',
  ],
  objective(present) {
    const { settings } = present
    const given = settings.conditioning === 'class' ? ', y' : ''
    if (settings.bound === 'iwae')
      return [
        {
          who: 'Both descend',
          role: 'neutral',
          formula: `L = − 𝔼 log frac{1}{K} Σ_k frac{p(x | z_k${given}) p(z_k)}{q(z_k | x${given})}`,
        },
      ]
    const term = pullOf(present)!.term.replaceAll('q(z | x)', `q(z | x${given})`)
    return [{ who: 'Both descend', role: 'neutral', formula: `L = − 𝔼_q log p(x | z${given}) + ${term}` }]
  },
  parts(present) {
    const { settings, dataset } = present
    const likelihood =
      dataset.kind === 'points' && settings.likelihood !== 'learnedGaussian'
        ? 'gaussian'
        : settings.likelihood
    const weighted = settings.bound === 'elbo' && settings.divergence !== 'mmd'
    return [
      boundExplanations[String(settings.bound)],
      likelihoodParts[String(likelihood)],
      pullOf(present),
      weighted ? schedules[String(settings.schedule)] : undefined,
      priors[String(settings.prior)],
      settings.conditioning === 'class' ? told : undefined,
    ].filter((part) => part !== undefined)
  },
}

const told: Part = {
  title: 'The class is told',
  formula: 'p(x | z, y), "   " q(z | x, y)',
  text: 'Both networks know the class, so the code need not say it: it keeps the hand and leaves out the digit.',
  source: 'Sohn et al. 2015',
}
