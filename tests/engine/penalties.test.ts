import {
  type Scalar,
  sum,
  type Tensor,
  tensor,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { Rng } from '../../src/engine/core/rng'
import { around, between, oneCentredPenalty, zeroCentredPenalty } from '../../src/engine/losses/penalties'
import type { LayerSpec } from '../../src/engine/networks/layer'
import { Network } from '../../src/engine/networks/network'
import { residualDown } from '../../src/engine/networks/residual-stacks'
import { spectrallyNormalised, spectralState } from '../../src/engine/networks/spectral'
import { activate, downsampling, hidden } from '../../src/engine/networks/stacks'
import { useSimd } from '../support/simd'
import { useCpu } from '../support/tfjs'

const head: LayerSpec = { kind: 'dense', units: 1 }
const image = [4, 4, 1]
const conv = (activation: string) => [...downsampling(image, { width: 3, activation }), head]
const critics: Record<string, { input: number[]; layers: LayerSpec[] }> = {
  'MLP, tanh': { input: [2], layers: [...hidden(5, 2, 'tanh'), head] },
  'MLP, ELU': { input: [2], layers: [...hidden(5, 2, 'elu'), head] },
  'MLP, LeakyReLU': { input: [2], layers: [...hidden(5, 2, 'leakyRelu'), head] },
  'MLP, ReLU, layer norm': { input: [3], layers: [...hidden(6, 1, 'relu', 'layer'), head] },
  'MLP with minibatch deviation': {
    input: [2],
    layers: [...hidden(5, 1, 'tanh'), { kind: 'minibatchDeviation' }, head],
  },
  'convolutions, LeakyReLU': { input: image, layers: conv('leakyRelu') },
  'convolutions, tanh, instance norm': {
    input: image,
    layers: [
      { kind: 'conv2d', filters: 3, size: 3, stride: 1 },
      { kind: 'instanceNorm' },
      activate('tanh'),
      { kind: 'flatten' },
      head,
    ],
  },
  'residual, ELU': { input: image, layers: [...residualDown(image, { width: 2, activation: 'elu' }), head] },
}

/**
 * ∂penalty/∂w of some weights of each variable against central differences with this step and half of it. A penalty on a
 * ReLU network jumps where a weight's move flips a unit: where the two differences disagree, such a jump lies between.
 */
const step = 4e-3

async function check(layers: LayerSpec[], input: number[], spectral: boolean): Promise<void> {
  const rng = new Rng(5)
  const spec = {
    id: 'd',
    label: 'D',
    role: 'discriminator' as const,
    input,
    layers,
    scheme: 'glorot' as const,
  }
  const network = new Network(spec, rng)
  const state = spectral ? spectralState(spec, rng) : {}
  const draw = () => {
    const shape = [3, ...input]
    return tensor(rng.fillNormal(new Float32Array(shape.reduce((a, b) => a * b, 1))), shape)
  }
  const [real, fake] = [draw(), draw()]
  const epsilon = tensor(rng.fillUniform(new Float32Array(3)), [3, ...input.map(() => 1)])
  const critic = (x: Tensor) =>
    sum(network.apply(x, { training: true, weight: spectral ? spectrallyNormalised(state) : undefined }), 1)
  const penalties: Record<string, () => Scalar> = {
    'gradient penalty': () => oneCentredPenalty(critic, between(real, fake, epsilon)),
    'R₁ penalty': () => zeroCentredPenalty(critic, real),
    'R₂ penalty': () => zeroCentredPenalty(critic, fake),
    'DRAGAN penalty': () => oneCentredPenalty(critic, around(real, fake, epsilon)),
  }
  for (const [name, penalty] of Object.entries(penalties)) {
    const variables = [...network.trainable.values()]
    const { grads, value } = variableGrads(penalty, variables)
    value.dispose()
    const slope = (variable: Variable, index: number, h: number) => {
      const values = variable.dataSync().slice()
      const at = (shift: number) => {
        const moved = values.slice()
        moved[index] = moved[index]! + shift
        tidy(() => variable.assign(tensor(moved, variable.shape) as never))
        return tidy(() => penalty().dataSync()[0]!)
      }
      const difference = (at(h) - at(-h)) / (2 * h)
      tidy(() => variable.assign(tensor(values, variable.shape) as never))
      return difference
    }
    let [error, size, smooth, all] = [0, 0, 0, 0]
    for (const variable of variables) {
      // The last bias shifts D without bending it: no path leads to it, and its gradient is absent.
      const gradient = grads[variable.name]?.dataSync() ?? new Float32Array(variable.size)
      for (let i = 0; i < 4; i++, all++) {
        const index = rng.integer(variable.size)
        const [coarse, fine] = [slope(variable, index, step), slope(variable, index, step / 2)]
        if (Math.abs(coarse - fine) > 0.02 * Math.abs(coarse) + 2e-3) continue
        smooth++
        error += Math.abs(gradient[index]! - coarse)
        size += Math.abs(gradient[index]!)
      }
    }
    expect(smooth, name).toBeGreaterThan(all / 2)
    expect(size, name).toBeGreaterThan(0)
    expect(error / size, name).toBeLessThan(0.02)
    for (const gradient of Object.values(grads)) gradient?.dispose()
  }
  network.dispose()
}

describe.each([
  ['cpu', useCpu],
  ['simd', useSimd],
] as const)('second derivatives on %s', (_backend, use) => {
  beforeAll(use)
  it.each(Object.entries(critics))('of each penalty: %s', (_name, { input, layers }) =>
    check(layers, input, false),
  )
  it('of each penalty: spectrally normalised', () => check(critics['MLP, tanh']!.layers, [2], true))
})

describe('penalised points', () => {
  beforeAll(useCpu)
  it('lie on the line between real and fake, or near the data', () => {
    const real = tensor([1, 2, 3, 4], [2, 2])
    const fake = tensor([5, 6, 7, 8], [2, 2])
    const epsilon = tensor([0.25, 1], [2, 1])
    expect([...between(real, fake, epsilon).dataSync()]).toEqual([4, 5, 3, 4])
    const u = tensor([1, 0, 0.5, 1], [2, 2])
    const deviation = Math.sqrt(1.25)
    const expected = [1 + 0.125 * deviation, 2, 3 + 0.25 * deviation, 4 + 0.5 * deviation]
    ;[...around(real, u, epsilon).dataSync()].forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5)
    })
  })
})
