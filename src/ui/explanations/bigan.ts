import type { Explanation, Part } from './explanation'

const real = 'D(x, E(x))'
const made = 'D(G(z), z)'
const crossEntropy = (first: string, over: string, second: string, other: string) =>
  `− 𝔼_${over} log σ(${first}) − 𝔼_${other} log(1 − σ(${second}))`

/** The losses that BiGAN offers: what D descends, and what generator and encoder descend together. */
export const biganLosses: Record<string, Part & { d: string; both: string }> = {
  nonSaturating: {
    title: 'The non-saturating loss',
    d: crossEntropy(real, 'x', made, 'z'),
    both: crossEntropy(made, 'z', real, 'x'),
    text: 'Generator and encoder play D’s own game with the two kinds of pairs exchanged: each wants its pairs to be taken for the other’s. At a draw both losses are 1.39 (2 log 2). G and E far above 4 for long: the judge has won.',
    source: 'Donahue et al. 2017, § 3.4',
  },
  minimax: {
    title: 'The minimax loss',
    d: crossEntropy(real, 'x', made, 'z'),
    both: '− L_D',
    text: 'What D wins the others lose. It is flat where D is sure, so generator and encoder learn little when they are far behind. At a draw D stands at 1.39, the others at −1.39.',
    source: 'Donahue et al. 2017',
  },
  leastSquares: {
    title: 'The least-squares loss',
    d: `frac{1}{2} 𝔼_x (${real} − 1)^2 + frac{1}{2} 𝔼_z ${made}^2`,
    both: `frac{1}{2} 𝔼_z (${made} − 1)^2 + frac{1}{2} 𝔼_x ${real}^2`,
    text: 'Squared distances in place of logarithms: pairs that already fool D but lie far from the boundary still pay. 0.25 for both is a draw.',
    source: 'Mao et al. 2017',
  },
}

export const bigan: Explanation = {
  symbols: {
    x: { role: 'real', meaning: 'a real example' },
    z: { role: 'latent', meaning: 'noise, the latent code' },
    G: { role: 'generator', meaning: 'the generator: from code to example' },
    E: { role: 'encoder', meaning: 'the encoder: from example to code' },
    D: { role: 'discriminator', meaning: 'the discriminator’s raw output for a pair; σ(D) its probability' },
  },
  story: [
    'Beside the generator an encoder learns the way back. The discriminator sees pairs of an example and a code, and must say ' +
      'which came first: was the code read off a real example, or the example made from a drawn code?',
    'No reconstruction is ever compared. Yet the only way to make the two kinds of pairs alike is that encoder and generator ' +
      'undo one another; so reconstructions come by themselves, late, and in kind rather than in every pixel.',
  ],
  objective({ settings }) {
    const { d, both } = biganLosses[String(settings.loss)]!
    return [
      { who: 'D descends', role: 'discriminator', formula: `L_D = ${d}` },
      { who: 'G and E descend', role: 'generator', formula: `L_{G, E} = ${both}` },
    ]
  },
  parts: ({ settings }) => [biganLosses[String(settings.loss)]!],
}
