import type { Explanation } from './explanation'

export const autoregressive: Explanation = {
  symbols: {
    x: { role: 'real', meaning: 'an example; x_i its i-th number, from the top left' },
    p: { role: 'decoder', meaning: 'what the network predicts' },
  },
  story: [
    'An image is read like a text. Each pixel is predicted from those before it, and the product of all predictions is the ' +
      'probability of the image: exact, with no code, no bound and no opponent.',
    'To draw, one pixel after another is drawn from its prediction and becomes part of what the next one sees. That is slow, and it is why these pictures appear line by line.',
  ],
  objective: () => [
    {
      who: 'The network descends',
      role: 'decoder',
      formula: 'L = − log p(x) = − Σ_i log p(x_i | x_1 … x_{i − 1})',
    },
  ],
  parts: ({ settings, dataset }) => [
    dataset.kind === 'image' && settings.architecture === 'pixelcnn'
      ? {
          title: 'PixelCNN: masked convolutions',
          formula: 'p(x_i | x_1 … x_{i − 1}) = σ("masked convolutions of" x)',
          text: 'Every kernel is cut so that it reaches only above and to the left. Neighbourhoods are learned quickly, whole shapes slowly: what lies outside the reach of all layers together is not seen.',
          source: 'van den Oord et al. 2016',
        }
      : {
          title: 'MADE: masked connections',
          formula: 'h = a((W ∘ M) x)',
          text: 'One dense network predicts all numbers at once. Masks M cut every path that would let a number see itself or a later one.',
          source: 'Germain et al. 2015',
        },
    dataset.kind === 'image'
      ? {
          title: 'A good value',
          text: 'Nats compare with a VAE’s −ELBO on the same binarised digits: about 206 is a pixel-by-pixel mean image, 110 a small PixelCNN after some hundred steps, 81 the published one.',
        }
      : {
          title: 'Numbers as mixtures',
          formula: 'p(x_i | …) = Σ_k π_k N(x_i; μ_k, σ_k^2)',
          text: 'A coordinate is predicted as a mixture of Gaussians. A density may exceed 1, so the loss may fall below 0; lower is better all the same.',
        },
  ],
}
