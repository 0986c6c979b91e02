import { add, mean, square, type Tensor, tensor, tidy, variableGrads } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Model } from '../../src/engine/core/family'
import { Rng } from '../../src/engine/core/rng'
import { familyById } from '../../src/engine/families'
import { discriminate, discriminateBoth, packed } from '../../src/engine/families/gan/discriminator'
import { oneHotRows } from '../../src/engine/families/gan/latent'
import type { GanConfig } from '../../src/engine/families/gan/schema'
import type { Settings } from '../../src/protocol/schema'
import { useCpu } from '../support/tfjs'
import { tinyImages } from '../support/tiny-data'
import { tinyRun } from '../support/tiny-run'

beforeAll(useCpu)

/** D's passes of a real and a generated batch under these settings: both ways, with the gradients of Σ mean s². */
function bothWays(overrides: Settings) {
  const run = tinyRun(familyById('gan')!, tinyImages, overrides)
  const model = run.model as Model<GanConfig>
  const network = model.networks.discriminator!
  const passes = vi.spyOn(network, 'apply')
  const variables = [...network.trainable.values()]
  const batch = (seed: number) => {
    const shape = [8, ...tinyImages.shape]
    const size = shape.reduce((product, n) => product * n, 1)
    const x = tensor(new Rng(seed).fillNormal(new Float32Array(size)), shape)
    const labels = tensor(
      Int32Array.from({ length: 8 }, (_, i) => (i * seed) % 3),
      [8],
      'int32',
    )
    const condition =
      overrides.conditioning === 'label' ? oneHotRows(labels as never, tinyImages.classes!.length) : null
    return { packs: packed(model, x), condition }
  }
  const [real, fake] = [batch(1), batch(2)]
  const measure = (ask: () => [Tensor, Tensor]) => {
    passes.mockClear()
    let outputs: number[][] = []
    const { grads } = variableGrads(() => {
      const [onReal, onFake] = ask()
      outputs = [onReal, onFake].map((x) => [...x.dataSync()])
      return tidy(() => add(mean(square(onReal)), mean(onFake)))
    }, variables)
    return {
      outputs,
      gradients: variables.map(({ name }) => [...grads[name]!.dataSync()]),
      passes: passes.mock.calls.length,
    }
  }
  const joined = measure(() => discriminateBoth(model, real, fake))
  const apart = measure(() => [
    discriminate(model, real.packs, real.condition),
    discriminate(model, fake.packs, fake.condition),
  ])
  run.dispose()
  return { joined, apart }
}

function expectClose(actual: number[][], expected: number[][]) {
  expect(actual.map((list) => list.length)).toEqual(expected.map((list) => list.length))
  actual.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(expected.flat()[i]!, 5)
  })
}

describe('D sees real and generated examples in one pass', () => {
  it.each<[string, Settings]>([
    ['MLP', { architecture: 'mlp' }],
    ['convolutions', { architecture: 'dcgan', discriminatorNorm: 'none' }],
    ['packs of two', { architecture: 'mlp', packing: 2 }],
    ['packs of two, told the class', { architecture: 'mlp', packing: 2, conditioning: 'label' }],
    [
      'convolutions told the class',
      { architecture: 'dcgan', discriminatorNorm: 'none', conditioning: 'label' },
    ],
    ['spectral norm', { architecture: 'mlp', spectralNorm: true }],
    ['layer norm', { architecture: 'mlp', discriminatorNorm: 'layer' }],
  ])('%s: the outputs and gradients of two passes', (_name, settings) => {
    const { joined, apart } = bothWays(settings)
    expect([joined.passes, apart.passes]).toEqual([1, 2])
    expectClose(joined.outputs, apart.outputs)
    expectClose(joined.gradients, apart.gradients)
  })

  it.each<[string, Settings]>([
    ['batch norm', { architecture: 'dcgan', discriminatorNorm: 'batch' }],
    ['minibatch deviation', { architecture: 'mlp', minibatchDeviation: true }],
  ])('%s: two passes, since a batch is looked at as a whole', (_name, settings) => {
    const { joined, apart } = bothWays(settings)
    expect(joined.passes).toBe(2)
    expectClose(joined.outputs, apart.outputs)
  })
})
