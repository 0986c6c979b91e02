import { mean, type Scalar, type Tensor, tensor, tidy, variableGrads } from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Family } from '../../src/engine/core/family'
import { Rng } from '../../src/engine/core/rng'
import { familyById } from '../../src/engine/families'
import { fromPrior } from '../../src/engine/families/aae/prior'
import type { AaeConfig } from '../../src/engine/families/aae/schema'
import { corrupt, halfSquaredError, jacobianNorm, sparsityPenalty } from '../../src/engine/losses/autoencoder'
import type { LayerSpec } from '../../src/engine/networks/layer'
import { Network } from '../../src/engine/networks/network'
import type { Settings } from '../../src/protocol/schema'
import { range, total } from '../support/closed-forms'
import { useSimd } from '../support/simd'
import { useCpu } from '../support/tfjs'
import { tinyImages, tinyPoints } from '../support/tiny-data'
import { advance, tinyRun } from '../support/tiny-run'

beforeAll(useCpu)

const numbers = (x: Tensor) => [...x.dataSync()]
const normal = (shape: number[], seed: number) =>
  tensor(new Rng(seed).fillNormal(new Float32Array(shape.reduce((a, b) => a * b))), shape)

const encoders: [string, number[], LayerSpec[]][] = ['relu', 'leakyRelu', 'elu', 'tanh'].map((name) => [
  `MLP, ${name}`,
  [5],
  [
    { kind: 'dense', units: 6 },
    { kind: 'activation', function: name },
    { kind: 'dense', units: 3 },
    { kind: 'activation', function: 'sigmoid' },
  ],
])
encoders.push([
  'convolutions, tanh',
  [4, 4, 1],
  [
    { kind: 'conv2d', filters: 3, size: 4, stride: 2 },
    { kind: 'activation', function: 'tanh' },
    { kind: 'flatten' },
    { kind: 'dense', units: 3 },
    { kind: 'activation', function: 'sigmoid' },
  ],
])

const backends = [
  ['cpu', useCpu],
  ['simd', useSimd],
] as const
const penalised = backends.flatMap(([backend, use]) =>
  encoders.map(([name, input, layers]) => [name, backend, use, input, layers] as const),
)

describe.each(penalised)('the contractive penalty, %s, %s', (_name, _backend, use, input, layers) => {
  beforeAll(use)
  afterAll(useCpu)

  const network = () =>
    new Network(
      { id: 'encoder', label: '', role: 'encoder', input: [...input], layers, scheme: 'glorot' },
      new Rng(3),
    )

  it('is ‖∂h/∂x‖² by finite differences, direction by direction', () => {
    const encoder = network()
    const x = normal([1, ...input], 1)
    const size = x.size
    const step = 1e-2
    const at = (index: number, by: number) =>
      numbers(
        encoder.apply(
          tensor(
            numbers(x).map((v, i) => (i === index ? v + by : v)),
            x.shape,
          ),
        ),
      )
    const jacobian = range(size).map((i) => {
      const [high, low] = [at(i, step), at(i, -step)]
      return high.map((value, j) => (value - low[j]!) / (2 * step))
    })
    const wanted = total(jacobian.flat().map((value) => value ** 2))
    const directions = range(3).map((j) => tensor([[0, 1, 2].map((k) => (k === j ? 1 : 0))]))
    const got = total(directions.map((v) => numbers(jacobianNorm((z) => encoder.apply(z), x, v))[0]!))
    expect(Math.abs(got - wanted)).toBeLessThan(0.02 * wanted + 1e-5)
    encoder.dispose()
  })

  it('has the gradient that finite differences give', () => {
    const encoder = network()
    const [x, v] = [normal([4, ...input], 1), normal([4, 3], 2)]
    const penalty = () => mean(jacobianNorm((z) => encoder.apply(z), x, v)) as Scalar
    const variables = [...encoder.trainable.values()]
    const { grads } = variableGrads(penalty, variables)
    const rng = new Rng(9)
    let checked = 0
    for (const weight of variables) {
      const gradient = numbers(grads[weight.name]!)
      const direction = gradient.map(() => rng.normal())
      const before = numbers(weight)
      const valueAt = (by: number) => {
        weight.assign(
          tensor(
            before.map((value, i) => value + by * direction[i]!),
            weight.shape,
          ) as never,
        )
        return tidy(() => numbers(penalty())[0]!)
      }
      const step = 3e-4 // short: a ReLU that switches makes the penalty jump
      const slope = (valueAt(step) - valueAt(-step)) / (2 * step)
      valueAt(0)
      const wanted = total(gradient.map((g, i) => g * direction[i]!))
      expect(Math.abs(slope - wanted)).toBeLessThan(0.03 * Math.abs(slope) + 5e-4)
      if (Math.abs(slope) > 1e-3) checked++
    }
    expect(checked).toBeGreaterThan(1)
    encoder.dispose()
  })
})

it('averages to the Frobenius norm over random directions', () => {
  const weights = [0.5, -1, 2, 0.3, 1, -0.7]
  const linear = new Network(
    {
      id: 'e',
      label: '',
      role: 'encoder',
      input: [2],
      layers: [{ kind: 'dense', units: 3 }],
      scheme: 'glorot',
    },
    new Rng(1),
  )
  linear.variables.get('e/0.dense/kernel')!.assign(tensor(weights, [2, 3]) as never)
  const n = 4000
  const got = numbers(mean(jacobianNorm((z) => linear.apply(z), normal([n, 2], 1), normal([n, 3], 2))))[0]!
  expect(got / total(weights.map((w) => w * w))).toBeCloseTo(1, 1)
  linear.dispose()
})

it('penalises activity that misses its target', () => {
  const h = [0.2, 0.9, 0.4, 0.1, 0.6, 0.3]
  const target = 0.1
  const active = [0, 1].map((j) => (h[j]! + h[2 + j]! + h[4 + j]!) / 3)
  const wanted = total(
    active.map((p) => target * Math.log(target / p) + (1 - target) * Math.log((1 - target) / (1 - p))),
  )
  expect(numbers(sparsityPenalty(tensor(h, [3, 2]), target))[0]).toBeCloseTo(wanted, 5)
  expect(numbers(sparsityPenalty(tensor([0, 1, 0, 1], [2, 2]), target))[0]).toSatisfy(Number.isFinite)
})

it('damages examples', () => {
  const x = tensor([1, 2, 3, 4], [2, 2])
  const noise = tensor([0.1, 0.5, 0.29, 0.31], [2, 2])
  expect(numbers(corrupt(x, 'mask', 0.3, noise))).toEqual([0, 2, 0, 4])
  expect(numbers(corrupt(x, 'gaussian', 2, noise))[3]).toBeCloseTo(4.62, 5)
  expect(numbers(halfSquaredError(x, tensor([0, 0, 1, 1], [2, 2])))).toEqual([2.5, 6.5])
})

const family = familyById('autoencoder') as Family

it.each<Settings>([
  { kind: 'plain' },
  { kind: 'denoising' },
  { kind: 'denoising', corruption: 'gaussian' },
  { kind: 'sparse' },
  { kind: 'contractive', contractiveWeight: 0.1 },
  {
    kind: 'contractive',
    contractiveWeight: 0.01,
    architecture: 'convolutional',
    encoderWidth: 4,
    decoderWidth: 4,
  },
])('an autoencoder learns with %o', (settings) => {
  const wide = { encoderWidth: 16, decoderWidth: 16, rate: 0.01, loss: 'squaredError' }
  const run = tinyRun(family, tinyImages, { ...wide, ...settings })
  const first = advance(run, 1)
  const last = advance(run, settings.architecture ? 40 : 60)
  expect(last.reconstruction).toBeLessThan(0.9 * first.reconstruction!)
  if (settings.kind === 'sparse') expect(last.sparsity).toBeLessThan(first.sparsity!)
  run.dispose()
})

it('a denoising autoencoder brings damaged points back to the data', () => {
  const settings = { kind: 'denoising', corruption: 'gaussian', corruptionLevel: 0.5, rate: 0.01, batch: 32 }
  const run = tinyRun(family, tinyPoints, { ...settings, encoderWidth: 32, decoderWidth: 32, latentDim: 2 })
  advance(run, 200)
  const away = tensor([1.4, 1.3, -1.4, 0.7], [2, 2])
  const back = numbers(family.reconstruct!(run.model, away))
  for (const [i, want] of [1, 1, -1, 1].entries()) expect(Math.abs(back[i]! - want)).toBeLessThan(0.3)
  run.dispose()
})

describe('priors of the adversarial autoencoder', () => {
  const config = (prior: string) => ({ prior, priorComponents: 4, latentDim: 3 }) as AaeConfig
  const n = 4000
  const drawn = (prior: string) => numbers(fromPrior(config(prior), normal([n, 3], 5)))

  it('are the standard normal itself, or a cube', () => {
    expect(drawn('normal')).toEqual(numbers(normal([n, 3], 5)))
    const cube = drawn('uniform')
    expect(Math.min(...cube)).toBeGreaterThanOrEqual(-2)
    expect(Math.max(...cube)).toBeLessThanOrEqual(2)
    expect(total(cube.map((v) => v * v)) / cube.length).toBeCloseTo(16 / 12, 1)
  })

  it('are a ring of Gaussians, each as often as the others', () => {
    const values = drawn('mixture')
    const counts = [0, 0, 0, 0]
    for (const i of range(n)) {
      const [x, y] = [values[3 * i]!, values[3 * i + 1]!]
      const k = Math.abs(x) > Math.abs(y) ? (x > 0 ? 0 : 2) : y > 0 ? 1 : 3
      counts[k]!++
      const centre = [4 * Math.cos((Math.PI * k) / 2), 4 * Math.sin((Math.PI * k) / 2)]
      expect(Math.hypot(x - centre[0]!, y - centre[1]!)).toBeLessThan(2.6)
    }
    for (const count of counts) expect(Math.abs(count - n / 4)).toBeLessThan(120)
  })
})
