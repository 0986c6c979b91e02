import { mul, tensor } from '@tensorflow/tfjs-core'
import { ConfigError } from '../../core/errors'
import { affine } from '../fused'
import { integer, kernelInitializer, type LayerKind, type LayerSpec, type Shape } from '../layer'

/** Where the layer stands: its inputs, its units or neither carry the degrees of the features themselves. */
type Place = 'first' | 'hidden' | 'last'

const read = (spec: LayerSpec) => ({
  units: Number(spec.units),
  features: Number(spec.features),
  place: spec.place as Place,
})

/** Degrees 1 … D of the features, each `units / D` times. */
const featureDegree = (unit: number, units: number, features: number) =>
  1 + Math.floor((unit * features) / units)

/** Degrees 1 … D − 1 of hidden units, spread evenly. */
const hiddenDegree = (unit: number, units: number, features: number) =>
  1 + Math.floor((unit * (features - 1)) / units)

const masks = new Map<string, Float32Array>()

/**
 * M[i, j] = 1 where input i may act on unit j: degree(j) ≥ degree(i) into a hidden layer, degree(j) > degree(i) into the
 * last. So output d depends on features 1 … d − 1 only. Row-major `[inputs, units]` (Germain et al. 2015, eq. 12 and 13).
 */
export function denseMask(spec: LayerSpec, inputs: number): Float32Array {
  const { units, features, place } = read(spec)
  const key = [inputs, units, features, place].join()
  const known = masks.get(key)
  if (known) return known
  const into = place === 'last' ? featureDegree : hiddenDegree
  const from = place === 'first' ? featureDegree : hiddenDegree
  const mask = new Float32Array(inputs * units)
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < units; j++) {
      const ahead = into(j, units, features) - from(i, inputs, features)
      if (place === 'last' ? ahead > 0 : ahead >= 0) mask[i * units + j] = 1
    }
  }
  masks.set(key, mask)
  return mask
}

/**
 * y = x (M ∘ W) + b with MADE's mask M. `[batch, inputs]` → `[batch, units]`. Spec: `units`, `features` (D, at least 2),
 * `place` (first, hidden, last), `biasDeviation` (0 if absent). Masked entries of W begin at 0 and get no gradient, so the exported kernel is M ∘ W.
 */
export const maskedDense: LayerKind = {
  kind: 'maskedDense',
  name: 'Masked dense',
  help: 'Dense, blind for what comes later.',
  parameters: [
    integer('units', 'units', 1, 16384, 128),
    { ...integer('features', 'features', 2, 100_000, 2), fixed: true },
    {
      type: 'choice',
      key: 'place',
      label: 'place',
      values: ['first', 'hidden', 'last'],
      initial: 'hidden',
      fixed: true,
    },
    { type: 'number', key: 'biasDeviation', label: 'bias deviation', optional: true, fixed: true },
  ],
  fixed: 'Its mask belongs to its place in the order of predictions.',
  label: (spec) => `Masked dense ${spec.units}`,
  outputShape(spec, input: Shape) {
    const { units, features, place } = read(spec)
    const ends = { first: input[0]!, last: units, hidden: features }[place]
    if (input.length !== 1 || features < 2 || ends % features)
      throw new ConfigError(
        `A masked dense layer cannot order ${ends} numbers by ${features} features.`,
        'Give the layer a whole number of units for each feature, of at least two features.',
      )
    return [units]
  },
  weights(spec, input, scheme) {
    const [inputs, units] = [input[0]!, Number(spec.units)]
    const of = kernelInitializer(scheme, inputs, units)
    return [
      {
        name: 'kernel',
        shape: [inputs, units],
        initializer: { kind: 'masked', mask: denseMask(spec, inputs), of },
        trainable: true,
      },
      {
        name: 'bias',
        shape: [units],
        initializer: { kind: 'normal', deviation: Number(spec.biasDeviation ?? 0) },
        trainable: true,
      },
    ]
  },
  apply(spec, [kernel, bias], x) {
    const mask = tensor(denseMask(spec, x.shape[1]!), kernel!.shape)
    return affine(x, mul(kernel!, mask), bias!)
  },
  macs: (spec, input) => input[0]! * Number(spec.units),
  keras: (spec) => ({
    className: 'Dense',
    config: { units: spec.units, activation: 'linear', use_bias: true },
  }),
}
