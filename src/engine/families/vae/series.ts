import type { Series } from '../../../protocol/catalogue'

/** What a VAE's curves are; which of them arrive depends on its settings. */
export const series: Series[] = [
  {
    id: 'negativeElbo',
    label: '−ELBO',
    role: 'neutral',
    chart: 'loss',
    unit: 'nats',
    better: 'lower',
    meaning:
      'Reconstruction plus KL (unweighted): an upper bound on the surprise −log p(x). A 784-400-20 VAE on binarised MNIST ends near 100 nats; deeper ones reach 87.',
  },
  {
    id: 'negativeIwae',
    label: '−IWAE bound',
    role: 'neutral',
    chart: 'loss',
    unit: 'nats',
    better: 'lower',
    meaning:
      'The importance-weighted bound on −log p(x): never above −ELBO on average. The distance between the two says how badly the encoder’s cloud fits the true posterior.',
  },
  {
    id: 'reconstruction',
    label: 'reconstruction',
    role: 'decoder',
    chart: 'loss',
    unit: 'nats',
    better: 'lower',
    meaning:
      '−log p(x | z): how badly the decoder draws the example again from its code. It falls all along. A density of continuous values may exceed 1, so it may become negative.',
  },
  {
    id: 'kl',
    label: 'KL',
    role: 'latent',
    chart: 'loss',
    unit: 'nats',
    better: 'neither',
    meaning:
      'How much the code says about the example. It rises from 0 and settles (about 25 nats for digits). Stuck at 0, the decoder ignores the code: posterior collapse; lower β.',
  },
  {
    id: 'totalCorrelation',
    label: 'total correlation',
    role: 'latent',
    chart: 'loss',
    unit: 'nats',
    better: 'lower',
    meaning:
      'How much the latent dimensions depend on each other, estimated within the batch; 0 is independence. The estimate is biased: compare it only with itself.',
  },
  {
    id: 'mmd',
    label: 'MMD',
    role: 'latent',
    chart: 'code',
    better: 'lower',
    meaning:
      'How unlike the prior the codes of a batch are as a crowd. 0 is indistinguishable; the estimate is unbiased, so it may dip below.',
  },
  {
    id: 'activeUnits',
    label: 'active dimensions',
    role: 'latent',
    chart: 'code',
    better: 'neither',
    meaning:
      'Latent dimensions whose mean varies over the batch by a variance above 0.01: those that carry something. 0 is posterior collapse; a few unused ones are normal.',
  },
]
