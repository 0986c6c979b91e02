import type { Settings } from '../../protocol/schema'
import type { Part, Present } from './explanation'

/** What may be done to the networks and their inputs, beside the losses. */
export const ganTricks: (Part & { on(settings: Settings, dataset: Present['dataset']): boolean })[] = [
  {
    on: ({ spectralNorm }) => spectralNorm === true,
    title: 'Spectral norm',
    formula: 'W ← frac{W}{σ_max(W)}',
    text: 'Every kernel of D is divided by the most that it can stretch a vector. So D’s slope is bounded by construction, at next to no cost, and G always finds something to follow.',
    source: 'Miyato et al. 2018',
  },
  {
    on: ({ clipping }) => clipping === true,
    title: 'Weight clipping',
    formula: 'w ← min(max(w, − c), c)',
    text: 'After each update every weight of D is pressed into [−c, c]. It bounds D’s slope, crudely: D becomes simple, its heat map smooth and coarse. A gradient penalty does better.',
    source: 'Arjovsky, Chintala & Bottou 2017',
  },
  {
    on: ({ labelSmoothing }) => Number(labelSmoothing) > 0,
    title: 'One-sided label smoothing',
    formula: '1 → 1 − α',
    text: 'Real examples are to be called real with a little less than certainty. A D that is never quite sure keeps a slope for G.',
    source: 'Salimans et al. 2016, § 3.4',
  },
  {
    on: ({ instanceNoise }) => instanceNoise === true,
    title: 'Instance noise',
    formula: 'D(x + ε), "   " ε ∼ N(0, σ_t^2)',
    text: 'Everything that D sees is blurred by noise that fades away. Early on, data and samples then overlap, so D cannot be certain.',
    source: 'Sønderby et al. 2017',
  },
  {
    on: ({ augment }, { kind }) => augment === true && kind === 'image',
    title: 'DiffAugment',
    formula: 'D(T(x)), "   " D(T(G(z)))',
    text: 'Real and generated images alike are shifted, cut or recoloured by chance before D sees them, in both updates. D cannot learn the few real images by heart, and G does not learn to draw the changes.',
    source: 'Zhao et al. 2020',
  },
  {
    on: ({ packing }) => Number(packing) > 1,
    title: 'Packing',
    formula: 'D(x_1, …, x_m)',
    text: 'D judges several examples at once. One sample of a favourite mode proves nothing; a pack in which all are alike does.',
    source: 'Lin et al. 2018',
  },
  {
    on: ({ minibatchDeviation }) => minibatchDeviation === true,
    title: 'Minibatch deviation',
    text: 'D is told how much the examples of a batch differ, as one more feature. A generator that repeats itself is found out.',
    source: 'Karras et al. 2018',
  },
  {
    on: ({ average }) => average === true,
    title: 'The averaged generator',
    formula: 'θ̄ ← β θ̄ + (1 − β) θ',
    text: 'Samples are drawn with a moving average of G’s weights. The game circles about its rest point, and the average lies nearer to it. See “Averaged”.',
    source: 'Yazıcı et al. 2019',
  },
]
