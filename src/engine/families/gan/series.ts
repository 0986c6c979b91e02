import type { Series } from '../../../protocol/catalogue'

/** What is no probability: a critic's score, and one that counts beside its pair's only, may be shifted at will. */
const ordinal = { loss: ['wasserstein', 'relativistic'] }

/** How the scalars of a GAN's step are to be read. */
export const ganSeries: Series[] = [
  {
    id: 'generatorLoss',
    label: 'generator',
    role: 'generator',
    chart: 'loss',
    better: 'neither',
    meaning:
      'How badly the generator fools the judge. It need not fall: while both improve it stays level. With the non-saturating loss 0.69 means that D is undecided; far above 3 for long, D has won.',
  },
  {
    id: 'discriminatorLoss',
    label: 'discriminator',
    role: 'discriminator',
    chart: 'loss',
    better: 'neither',
    meaning:
      'How badly D tells real from fake. For the cross-entropy losses 1.39 is guessing and 0 is certainty; for least squares 0.25 is guessing. A steady middle value is healthy, 0 is not.',
  },
  {
    id: 'realScore',
    label: 'real',
    role: 'real',
    chart: 'score',
    ordinal,
    better: 'neither',
    meaning: 'The probability of being real that D gives to real examples. 0.5 to 0.8 is a close game.',
  },
  {
    id: 'fakeScore',
    label: 'fake',
    role: 'generator',
    chart: 'score',
    ordinal,
    better: 'neither',
    meaning:
      'The same for generated ones. The nearer the two curves, the better the forgery (or the weaker the judge).',
  },
  {
    id: 'penalty',
    label: 'penalty',
    role: 'discriminator',
    chart: 'penalty',
    better: 'neither',
    meaning:
      'The weighted penalties on D’s slope, which are added to its loss. They rise at first, then settle low; growing without end, D is running away.',
  },
  {
    id: 'classLoss',
    label: 'class',
    role: 'real',
    chart: 'conditioning',
    unit: 'nats',
    better: 'lower',
    meaning:
      'How badly D names the class. Guessing among ten is 2.3 nats (twice that for real and generated together).',
  },
  {
    id: 'codeLoss',
    label: 'codes',
    role: 'latent',
    chart: 'conditioning',
    unit: 'nats',
    better: 'lower',
    meaning:
      'How badly D reads the codes off generated samples. It falls as G makes them visible; ten categories cost 2.3 while nobody can read them, and under 0.1 the knobs work.',
  },
  {
    id: 'accuracy',
    label: 'accuracy',
    role: 'real',
    chart: 'accuracy',
    better: 'higher',
    meaning:
      'Share of the real batch whose class D names correctly. Semi-supervised, the labels of nearly all of these were never shown to it. Guessing among ten is 0.1; on digits 0.85 and more is good.',
  },
]
