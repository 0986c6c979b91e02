import { grad, memory, mul, reshape, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Family } from '../../src/engine/core/family'
import { Rng } from '../../src/engine/core/rng'
import { familyById } from '../../src/engine/families'
import { mixtureCdf, mixtureLogDensity, mixtureQuantile } from '../../src/engine/losses/normal-cdf'
import { layerKind } from '../../src/engine/networks/layers'
import type { Run } from '../../src/engine/training/run'
import type { Settings } from '../../src/protocol/schema'
import { integrate, logNormal, logSumExp, range, total } from '../support/closed-forms'
import { useCpu } from '../support/tfjs'
import { tinyImages, tinyPoints } from '../support/tiny-data'
import { advance, tinyRun } from '../support/tiny-run'

beforeAll(useCpu)

const family = familyById('autoregressive') as Family
const numbers = (x: Tensor) => [...x.dataSync()]
const images = (height: number, width: number, channels = 1) => ({
  ...tinyImages,
  shape: [height, width, channels],
})
/** Uniform noise that leaves a binary image as it is when it is "binarised". */
const still = {
  normal: (shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b)), shape),
  uniform: (shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b)).fill(0.5), shape),
}
const networks: Settings[] = [
  { architecture: 'made', width: 40, depth: 2 },
  { architecture: 'pixelcnn', width: 6, depth: 1 },
]

/** Weights that matter everywhere, biases included. */
function shaken(run: Run): Run {
  const rng = new Rng(4)
  for (const weight of run.model.networks.network!.variables.values())
    weight.assign(tensor(rng.fillNormal(new Float32Array(weight.size), 0, 0.7), weight.shape) as never)
  return run
}

const bits = (state: number, size: number) => range(size).map((d) => (state >> d) & 1)

describe.each(networks)('%o', (settings) => {
  it('has no derivative of an output by its own or a later pixel, and has those by earlier ones', () => {
    const run = shaken(tinyRun(family, images(4, 5), settings))
    const x = tensor(new Rng(1).fillUniform(new Float32Array(20)), [1, 4, 5, 1])
    const seen = range(20).map(() => 0)
    for (const output of range(20)) {
      const one = tensor(
        range(20).map((d) => (d === output ? 1 : 0)),
        [1, 4, 5, 1],
      )
      const jacobian = numbers(
        grad((input: Tensor) => sum(mul(run.model.networks.network!.apply(input), one)))(x),
      )
      for (const input of range(20)) {
        if (input >= output) expect(jacobian[input], `∂${output}/∂${input}`).toBe(0)
        else if (jacobian[input]) seen[output]!++
      }
    }
    expect(seen[1]).toBe(1)
    expect(total(seen)).toBeGreaterThan(settings.architecture === 'made' ? 150 : 90) // of 190; a PixelCNN has its blind spot
    run.dispose()
  })

  it('gives all images together the probability 1', () => {
    const run = shaken(tinyRun(family, images(3, 3), settings))
    const all = tensor(
      range(512).flatMap((state) => bits(state, 9)),
      [512, 3, 3, 1],
    )
    const mass = numbers(family.elbo!(run.model, all, still)).map(Math.exp)
    expect(total(mass)).toBeCloseTo(1, 4)
    expect(Math.max(...mass)).toBeGreaterThan(2 / 512)
    run.dispose()
  })

  it.each([1, 2])('draws images as often as their probability says, %d channels', (channels) => {
    const info = images(2, 2, channels)
    const size = 4 * channels
    const run = shaken(tinyRun(family, info, settings))
    const n = 6000
    const z = tensor(new Rng(8).fillNormal(new Float32Array(n * size)), [n, size])
    const drawn = numbers(family.sample!(run.model, z))
    const counts = new Map<number, number>()
    for (const i of range(n)) {
      const state = total(range(size).map((d) => drawn[i * size + d]! * 2 ** d))
      counts.set(state, (counts.get(state) ?? 0) + 1)
    }
    const all = tensor(
      range(2 ** size).flatMap((state) => bits(state, size)),
      [2 ** size, 2, 2, channels],
    )
    const mass = numbers(family.elbo!(run.model, all, still)).map(Math.exp)
    const distance = total(mass.map((p, state) => Math.abs(p - (counts.get(state) ?? 0) / n))) / 2
    expect(distance).toBeLessThan(channels === 1 ? 0.03 : 0.12)
    run.dispose()
  })

  it('draws pixel by pixel what it draws at once, and frees what it holds', () => {
    const run = shaken(tinyRun(family, images(6, 7), settings))
    const z = tensor(new Rng(8).fillNormal(new Float32Array(84)), [2, 42])
    const whole = family.sample!(run.model, z)
    const before = memory().numTensors
    let count = 0
    for (const { x, drawn, total: sites } of family.sampleSteps!(run.model, z)) {
      expect(drawn).toBe(++count)
      expect(sites).toBe(42)
      expect(x.shape).toEqual([2, 6, 7, 1])
      if (drawn === sites) expect(numbers(x)).toEqual(numbers(whole))
      x.dispose()
    }
    expect(count).toBe(42)
    for (const { x } of family.sampleSteps!(run.model, z)) {
      x.dispose()
      break
    }
    expect(memory().numTensors).toBe(before)
    run.dispose()
  })

  it('sees a whole image where it draws through a window', () => {
    const run = shaken(tinyRun(family, images(12, 13), { ...settings, width: 4 }))
    const z = tensor(new Rng(8).fillNormal(new Float32Array(156)), [1, 156])
    tidy(() => {
      const drawn = family.sample!(run.model, z)
      const logits = numbers(run.model.networks.network!.apply(drawn))
      const values = numbers(drawn)
      numbers(z).forEach((deviate, d) => {
        const cdf = integrate((t) => Math.exp(logNormal(t, 0, 1)), -9, deviate, 400)
        const p = 1 / (1 + Math.exp(-logits[d]!))
        if (Math.abs(cdf - p) > 1e-4) expect(values[d], `pixel ${d}`).toBe(cdf < p ? 1 : 0)
      })
    })
    run.dispose()
  })

  it('keeps the masked weights at 0, so that the plain layer with the same kernel is the same', () => {
    const run = tinyRun(family, images(4, 5), { ...settings, rate: 0.01 })
    advance(run, 5)
    const { network } = run.model.networks
    for (const [index, layer] of network!.spec.layers.entries()) {
      if (!layer.kind.startsWith('masked')) continue
      const plain = { maskedDense: 'dense', maskedConv2d: 'conv2d' }[layer.kind]!
      const names = ['kernel', 'bias'].map((name) => `network/${index}.${layer.kind}/${name}`)
      const weights = names.map((name) => network!.variables.get(name)!)
      const input = [3, ...(index ? network!.description.layers[index - 1]!.outputShape : [4, 5, 1])]
      const x = tensor(new Rng(2).fillNormal(new Float32Array(input.reduce((a, b) => a * b))), input)
      const mode = { training: false, update: () => {} }
      const masked = layerKind(layer.kind).apply(layer, weights, x, mode)
      const ordinary = layerKind(plain).apply({ ...layer, kind: plain, stride: 1 }, weights, x, mode)
      expect(numbers(masked)).toEqual(numbers(ordinary))
    }
    run.dispose()
  })
})

describe('mixtures of Gaussians for coordinates', () => {
  const mixture = {
    weights: [0.2, 0.5, 0.3],
    means: [-1, 0.4, 2],
    deviations: [0.3, 1, 0.05],
  }
  const rows = (n: number, values: number[]) =>
    tensor(
      range(n).flatMap(() => values),
      [n, 3],
    )
  const tensors = (n: number) => ({
    logWeights: rows(n, mixture.weights.map(Math.log)),
    mean: rows(n, mixture.means),
    logDeviation: rows(n, mixture.deviations.map(Math.log)),
  })
  const density = (x: number) =>
    logSumExp(
      mixture.weights.map((w, k) => Math.log(w) + logNormal(x, mixture.means[k]!, mixture.deviations[k]!)),
    )

  it('are the formula, integrate to the distribution function, and this to its quantile', () => {
    const at = [-2, -0.9, 0, 0.7, 1.95, 2.1, 4]
    const x = tensor(at, [at.length, 1])
    const got = numbers(mixtureLogDensity(x, tensors(at.length)))
    const cdf = mixtureCdf(x, tensors(at.length))
    at.forEach((value, i) => {
      expect(got[i]).toBeCloseTo(density(value), 4)
      expect(numbers(cdf)[i]).toBeCloseTo(
        integrate((t) => Math.exp(density(t)), -8, value, 20_000),
        4,
      )
    })
    const back = numbers(mixtureQuantile(cdf, tensors(at.length)))
    at.slice(0, 6).forEach((value, i) => {
      expect(back[i]).toBeCloseTo(value, 2)
    })
    expect(numbers(mixtureQuantile(tensor([0, 1], [2, 1]), tensors(2))).every(Number.isFinite)).toBe(true)
  })

  it('give the plane the mass 1', () => {
    const run = tinyRun(family, tinyPoints, { width: 20, components: 3 })
    advance(run, 20)
    const [n, step] = [160, 0.1]
    const grid = range(n * n).flatMap((i) => [((i % n) - n / 2) * step, (Math.floor(i / n) - n / 2) * step])
    const log = numbers(family.elbo!(run.model, tensor(grid, [n * n, 2]), still))
    expect(total(log.map(Math.exp)) * step * step).toBeCloseTo(1, 1)
    run.dispose()
  })

  it('learn where the points are', () => {
    const run = tinyRun(family, tinyPoints, { width: 32, components: 4, batch: 64, rate: 0.02 })
    advance(run, 250)
    const z = tensor(new Rng(8).fillNormal(new Float32Array(400)), [200, 2])
    const points = numbers(reshape(family.sample!(run.model, z), [400]))
    const near = range(200).filter((i) =>
      points.slice(2 * i, 2 * i + 2).every((v) => Math.abs(Math.abs(v) - 1) < 0.4),
    )
    expect(near.length).toBeGreaterThan(170)
    run.dispose()
  })
})
