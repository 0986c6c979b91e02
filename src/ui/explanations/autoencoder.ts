import type { Explanation, Part } from './explanation'

export const reconstructionParts: Record<string, Part> = {
  crossEntropy: {
    title: 'Cross-entropy',
    formula: 'L(x, x̂) = − Σ_i x_i log x̂_i + (1 − x_i) log(1 − x̂_i)',
    text: 'Each grey is read as the chance of white. It is steep where a pixel is surely wrong, so edges come out firm. It cannot reach 0 on grey pixels: a perfect copy of a digit costs about 45 nats.',
  },
  squaredError: {
    title: 'Squared error',
    formula: 'L(x, x̂) = frac{1}{2} ‖x − x̂‖^2',
    text: 'Every value pays the square of its miss. What is uncertain comes out as its mean: blurred. 0 is a perfect copy.',
  },
}

/** The loss by the setting's value; points are compared by squares. */
export const reconstructionPart = (loss: unknown, kind: string): Part =>
  reconstructionParts[kind === 'image' && loss === 'crossEntropy' ? 'crossEntropy' : 'squaredError']!

const kinds: Record<string, Part & { input: string; term: string }> = {
  plain: {
    title: 'The bottleneck',
    input: 'x',
    term: '',
    text: 'Nothing but the code’s small size keeps the network from copying. Codes of different examples lie anywhere: there is no distribution to draw new ones from.',
    source: 'Hinton & Salakhutdinov 2006',
  },
  denoising: {
    title: 'Denoising',
    input: 'x̃',
    term: '',
    formula: 'x̃ = "damaged" x',
    text: 'The encoder sees a damaged copy and the loss asks for the whole. Copying does not help; it must know what examples look like. The loss stays above that of a plain one.',
    source: 'Vincent et al. 2008',
  },
  sparse: {
    title: 'Sparsity',
    input: 'x',
    term: '+ λ Σ_j KL(ρ ‖ ρ̂_j)',
    formula: 'KL(ρ ‖ ρ̂) = ρ log frac{ρ}{ρ̂} + (1 − ρ) log frac{1 − ρ}{1 − ρ̂}',
    text: 'Each unit of the code is to be active a share ρ of the time. So each specialises. The curve should fall near 0.',
    source: 'Ng 2011',
  },
  contractive: {
    title: 'Contraction',
    input: 'x',
    term: '+ λ ‖frac{∂ f}{∂ x}‖^2',
    text: 'A small change of the example should hardly change its code, except along directions in which examples really differ. Too high a λ and all codes are one.',
    source: 'Rifai et al. 2011',
  },
}

export const autoencoder: Explanation = {
  symbols: {
    x: { role: 'real', meaning: 'an example' },
    x̃: { role: 'real', meaning: 'a damaged copy' },
    f: { role: 'encoder', meaning: 'the encoder' },
    g: { role: 'decoder', meaning: 'the decoder' },
    x̂: { role: 'decoder', meaning: 'what the decoder draws' },
    ρ: { role: 'latent', meaning: 'how active a unit should be; ρ̂ how active it is' },
  },
  story: [
    'The encoder writes each example as a short code; the decoder draws it again from the code alone. What the two agree on ' +
      'in between is a description of the data, found without a single label.',
  ],
  objective({ settings }) {
    const { input, term } = kinds[String(settings.kind)]!
    return [{ who: 'Both descend', role: 'neutral', formula: `L = 𝔼_x L(x, g(f(${input}))) ${term}` }]
  },
  parts: ({ settings, dataset }) => [
    reconstructionPart(settings.loss, dataset.kind),
    kinds[String(settings.kind)]!,
  ],
}
