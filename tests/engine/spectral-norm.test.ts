import { type Scalar, tensor, tidy, type Variable, variable, variableGrads } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { Rng } from '../../src/engine/core/rng'
import { Network } from '../../src/engine/networks/network'
import {
  powerIteration,
  spectrallyNormalised,
  spectralNorm,
  spectralState,
} from '../../src/engine/networks/spectral'
import { singularValues } from '../support/jacobi'
import { useCpu } from '../support/tfjs'

beforeAll(useCpu)

const spec = {
  id: 'd',
  label: 'D',
  role: 'discriminator' as const,
  input: [8, 8, 2],
  layers: [
    { kind: 'conv2d', filters: 6, size: 3, stride: 2 },
    { kind: 'batchNorm' },
    {
      kind: 'residual',
      body: [{ kind: 'conv2d', filters: 6, size: 3, stride: 1 }],
    },
    { kind: 'flatten' },
    { kind: 'dense', units: 3 },
  ],
  scheme: 'glorot' as const,
}

function largestSingularValue(kernel: Variable): number {
  const columns = kernel.shape[kernel.shape.length - 1]!
  return singularValues(kernel.dataSync(), kernel.size / columns, columns)[0]!
}

describe('spectral norm', () => {
  it('keeps one unit vector for each kernel, nested ones included, and for nothing else', () => {
    const state = spectralState(spec, new Rng(1))
    expect(Object.keys(state)).toEqual([
      'd/0.conv2d/kernel/u',
      'd/2.residual/body.0.conv2d/kernel/u',
      'd/4.dense/kernel/u',
    ])
    for (const u of Object.values(state)) expect(Math.hypot(...u.dataSync())).toBeCloseTo(1, 5)
  })

  it('is the largest singular value, as a full decomposition finds it', () => {
    const network = new Network(spec, new Rng(2))
    const state = spectralState(spec, new Rng(3))
    for (let i = 0; i < 100; i++) powerIteration(network.variables, state)
    for (const [name, kernel] of network.variables) {
      const u = state[`${name}/u`]
      if (!u) continue
      const exact = largestSingularValue(kernel)
      expect(tidy(() => spectralNorm(kernel, u).dataSync()[0]!) / exact).toBeCloseTo(1, 3)
      const normalised = tidy(() => variable(spectrallyNormalised(state)(name, kernel)))
      expect(largestSingularValue(normalised)).toBeCloseTo(1, 3)
    }
  })

  it('has the gradient v uᵀ', () => {
    const kernel = variable(tensor([2, 0.3, -0.4, 1, 0.5, 0.7], [3, 2]))
    const u = variable(tensor([1, 0], [2, 1]), false)
    for (let i = 0; i < 50; i++) powerIteration(new Map([['k', kernel]]), { 'k/u': u })
    const { grads } = variableGrads(() => spectralNorm(kernel, u) as Scalar, [kernel])
    const sigma = tidy(() => spectralNorm(kernel, u).dataSync()[0]!)
    const [w, right] = [kernel.dataSync(), u.dataSync()]
    const v = [0, 1, 2].map((row) => (w[2 * row]! * right[0]! + w[2 * row + 1]! * right[1]!) / sigma)
    const expected = v.flatMap((left) => [left * right[0]!, left * right[1]!])
    ;[...grads[kernel.name]!.dataSync()].forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5)
    })
  })
})
