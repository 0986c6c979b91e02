import type { Explanation } from './explanation'

export const vaeGan: Explanation = {
  symbols: {
    x: { role: 'real', meaning: 'a real example' },
    z: { role: 'latent', meaning: 'a code' },
    q: { role: 'encoder', meaning: 'the encoder’s cloud of codes' },
    G: { role: 'decoder', meaning: 'the decoder, which is also a generator' },
    x̃: { role: 'decoder', meaning: 'a reconstruction, decoded from q' },
    D: {
      role: 'discriminator',
      meaning: 'the discriminator; σ(D) its probability, D_ℓ its last hidden layer',
    },
    p: { role: 'latent', meaning: 'the prior' },
  },
  story: [
    'A VAE asks that every pixel be right, and is best off with a blur where it is not sure. Here nobody compares pixels. A ' +
      'discriminator learns to tell pictures from drawings, and an example is compared with its reconstruction in what the ' +
      'discriminator notices: strokes, edges, ends.',
    'So three networks learn at once, and the decoder serves two: it must draw the example again, and pass for real.',
  ],
  objective: () => [
    {
      who: 'Encoder descends',
      role: 'encoder',
      formula: 'L_E = 𝔼_q frac{1}{2} ‖D_ℓ(x) − D_ℓ(x̃)‖^2 + β KL(q(z | x) ‖ p(z))',
    },
    {
      who: 'Decoder descends',
      role: 'decoder',
      formula: 'L_G = γ frac{1}{2} ‖D_ℓ(x) − D_ℓ(x̃)‖^2 − frac{1}{2} (log σ(D(x̃)) + log σ(D(G(z))))',
    },
    {
      who: 'D descends',
      role: 'discriminator',
      formula: 'L_D = − log σ(D(x)) − frac{1}{2} (log(1 − σ(D(x̃))) + log(1 − σ(D(G(z)))))',
    },
  ],
  parts: () => [
    {
      title: 'The learned likeness',
      formula: '‖D_ℓ(x) − D_ℓ(x̃)‖^2',
      text: 'D’s last hidden layer is the measure. It learns too, so its figure may rise while the pictures improve: judge by the reconstructions.',
      source: 'Larsen et al. 2016',
    },
    {
      title: 'γ, between copying and passing',
      text: 'Large: the decoder cares for its reconstructions. Small: for fooling D. If pictures are sharp but of something else, raise it.',
    },
    {
      title: 'β, the pull to the prior',
      formula: 'KL = frac{1}{2} Σ_d (μ_d^2 + σ_d^2 − 1 − log σ_d^2)',
      text: 'If samples look worse than reconstructions, the codes lie where the prior does not draw: raise β.',
    },
    {
      title: 'A good game',
      text: 'D’s two scores between 0.2 and 0.8 and its loss between 0.5 and 1.39. If they run to 1 and 0 and stay, D has won: lower its rate.',
    },
  ],
}
