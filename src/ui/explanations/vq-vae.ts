import { reconstructionPart } from './autoencoder'
import type { Explanation } from './explanation'

export const vqVae: Explanation = {
  symbols: {
    x: { role: 'real', meaning: 'an example' },
    z: { role: 'encoder', meaning: 'the encoder’s outputs, one vector a place' },
    e: { role: 'latent', meaning: 'the words of the codebook' },
    k: { role: 'latent', meaning: 'the index of the word at a place' },
    g: { role: 'decoder', meaning: 'the decoder' },
    p: { role: 'generator', meaning: 'the prior, which learns how words are spelled' },
    sg: { role: 'neutral', meaning: 'stop: no slope passes here' },
  },
  story: [
    'The code is no cloud but a spelling: at each place the encoder’s vector is replaced by the nearest word of a learned ' +
      'codebook, and the decoder sees the words only. That cannot be differentiated, so the slope is passed straight through, as if nothing had been replaced.',
    'To invent something new one must know which words follow which. A second network, a small PixelCNN, learns that from the spellings of the data, and new spellings are drawn from it word by word.',
  ],
  objective: () => [
    {
      who: 'Encoder and decoder descend',
      role: 'encoder',
      formula: 'L = L(x, g(z + sg(e_k − z))) + β ‖z − sg(e_k)‖^2, "   " k = argmin_j ‖z − e_j‖',
    },
    { who: 'The prior descends', role: 'generator', formula: 'L_p = − Σ_i log p(k_i | k_1 … k_{i − 1})' },
  ],
  parts: ({ settings, dataset }) => [
    reconstructionPart(settings.loss, dataset.kind),
    {
      title: 'Commitment',
      formula: 'β ‖z − sg(e_k)‖^2',
      text: 'The price of an output that stays away from its word. Small and steady is good; growing without end, the outputs run away from the codebook: raise β.',
    },
    {
      title: 'How words follow',
      formula: 'N_k ← γ N_k + (1 − γ) n_k, "   " e_k ← frac{m_k}{N_k}',
      text: 'No slope moves the codebook: each word is the moving average of the outputs that it stood for. A word that is hardly used begins anew at some output. Codes in play near the codebook size is full use; near 1 it has collapsed.',
      source: 'van den Oord et al. 2017, appendix A.1',
    },
    {
      title: 'The prior’s loss',
      text: 'It begins at the number of places times log K – 204 nats for 49 places and 64 words – and falls as the prior learns to spell. Samples are scribbles until it is well below.',
    },
  ],
}
