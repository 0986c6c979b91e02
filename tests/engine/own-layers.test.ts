import { dispose, memory } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildCatalogue } from '../../src/engine/catalogue'
import { ConfigError } from '../../src/engine/core/errors'
import { Rng } from '../../src/engine/core/rng'
import { familyById } from '../../src/engine/families'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/engine/formats/checkpoint-file'
import { decodeConfig, encodeConfig } from '../../src/engine/formats/config-json'
import { customised, kindEntry } from '../../src/engine/networks/custom'
import { layerKinds } from '../../src/engine/networks/layers'
import { disposeSnapshot, download, Run } from '../../src/engine/training/run'
import { sketchModel } from '../../src/engine/training/sketch'
import type { DatasetEntry } from '../../src/protocol/catalogue'
import { formatHash, normaliseConfig, parseHash, type RunConfig } from '../../src/protocol/config'
import {
  formatLayers,
  type LayerSpec,
  layerFault,
  type Networks,
  parseLayers,
} from '../../src/protocol/layers'
import type { Settings } from '../../src/protocol/schema'
import { useCpu } from '../support/tfjs'
import { tinyData, tinyImages, tinyPoints } from '../support/tiny-data'
import { advance, tinyConfig, weightsOf } from '../support/tiny-run'
import { cases } from './formats/runs'

beforeAll(useCpu)

const kinds = layerKinds.map(kindEntry)
const dense = (units: number): LayerSpec => ({ kind: 'dense', units })
const bend = (name: string): LayerSpec => ({ kind: 'activation', function: name })

function config(model: string, info: DatasetEntry, networks?: Networks, settings: Settings = {}): RunConfig {
  return { ...tinyConfig(familyById(model)!, info, settings), ...(networks && { networks }) }
}
const run = (asked: RunConfig, info: DatasetEntry) => new Run(asked, tinyData(info))

describe.each(cases)('the layers of $name', ({ family, data, settings }) => {
  const asked = tinyConfig(family, data, settings)
  const specs = family.networks(asked.settings as never, data)

  it('are known to the editor, survive as text, and may stand in their own place', () => {
    for (const spec of specs) {
      for (const layer of spec.layers) expect(layerFault(layer, kinds), formatLayers([layer])).toBeUndefined()
      expect(parseLayers(formatLayers(spec.layers), kinds)).toEqual(spec.layers)
    }
    const own = Object.fromEntries(
      specs.filter((spec) => !spec.averageOf).map((spec) => [spec.id, spec.layers]),
    )
    expect(customised(specs, own)).toEqual(specs)
  })
})

describe('layers that do not fit', () => {
  const refused = (asked: RunConfig, info: DatasetEntry) => {
    const { problem } = sketchModel(asked, info)
    expect(() => run(asked, info)).toThrow(ConfigError)
    return problem!
  }

  it('are named with network, place and reason', () => {
    const misfit = refused(config('gan', tinyPoints, { generator: [dense(8), dense(3)] }), tinyPoints)
    expect(misfit).toMatchObject({ network: 'generator', layer: 1 })
    expect(misfit.message).toBe('Generator, layer 2: The network gives 3, but the model needs 2 from it.')

    const flat = { kind: 'conv2d', filters: 4, size: 3, stride: 1 }
    const image = refused(
      config('gan', tinyPoints, { discriminator: [dense(8), flat, dense(1)] }),
      tinyPoints,
    )
    expect(image).toMatchObject({ network: 'discriminator', layer: 1 })
    expect(image.message).toMatch(/takes an image, but the layer before it gives 8/)
    const { networks } = sketchModel(
      config('gan', tinyPoints, { discriminator: [dense(8), flat, dense(1)] }),
      tinyPoints,
    )
    expect(networks[1]!.layers.map(({ outputShape }) => outputShape)).toEqual([[8]])
    expect(networks[1]!.specs).toHaveLength(3)
  })

  it('may not take the borders of a network away', () => {
    const [encoder, decoder] = familyById('vae')!.networks(
      config('vae', tinyImages).settings as never,
      tinyImages,
    )
    const bare = refused(config('vae', tinyImages, { decoder: decoder!.layers.slice(0, -1) }), tinyImages)
    expect(bare.message).toMatch(/must end in sigmoid/)
    const squashed = [...encoder!.layers, bend('tanh')]
    expect(refused(config('vae', tinyImages, { encoder: squashed }), tinyImages).message).toMatch(
      /must end in a layer like Dense/,
    )
  })

  it('may not let a masked network see ahead', () => {
    const [network] = familyById('autoregressive')!.networks(
      config('autoregressive', tinyPoints).settings as never,
      tinyPoints,
    )
    const wide = network!.layers.map((layer, i) => (i === 0 ? { ...layer, units: 10 } : layer))
    advance(run(config('autoregressive', tinyPoints, { network: wide }), tinyPoints), 2)
    const mixed = [...network!.layers.slice(0, 2), { kind: 'layerNorm' }, ...network!.layers.slice(2)]
    expect(refused(config('autoregressive', tinyPoints, { network: mixed }), tinyPoints).message).toMatch(
      /see itself/,
    )
    const fewer = network!.layers.slice(2)
    expect(refused(config('autoregressive', tinyPoints, { network: fewer }), tinyPoints).message).toMatch(
      /keep their number/,
    )
  })

  it('may not be unknown, out of range, of another model, or of a size that no tab can train', () => {
    const message = (networks: Networks) => refused(config('gan', tinyPoints, networks), tinyPoints).message
    expect(message({ generator: [{ kind: 'magic' }, dense(2)] })).toMatch(/no layer kind "magic"/)
    expect(message({ generator: [dense(0.5), dense(2)] })).toMatch(/whole number from 1 to/)
    expect(message({ decoder: [dense(2)] })).toMatch(/no network "decoder"/)
    expect(message({ generator: [dense(16384), dense(16384), dense(2)] })).toMatch(/million weights/)
    const prior = config('vae', tinyPoints, { prior: [dense(9), dense(7)] }, { prior: 'mixture' })
    expect(refused(prior, tinyPoints).message).toMatch(/prior’s components/)
  })

  it('meet the same conflicts as the settings that they stand for', () => {
    const normed = { discriminator: [dense(8), { kind: 'batchNorm' }, bend('relu'), dense(1)] }
    run(config('gan', tinyPoints, normed), tinyPoints).dispose()
    const penalised = config('gan', tinyPoints, normed, { gradientPenalty: true })
    expect(refused(penalised, tinyPoints).message).toMatch(/batch/i)
  })
})

/** A random stack from `input` numbers or an image to `units` numbers. */
function vectorStack(rng: Rng, image: boolean): LayerSpec[] {
  const pick = <T>(values: readonly T[]) => values[rng.integer(values.length)]!
  const layers: LayerSpec[] = []
  for (let i = rng.integer(3); image && i > 0; i--)
    layers.push(
      { kind: 'conv2d', filters: 1 + rng.integer(4), size: pick([1, 3, 4]), stride: pick([1, 2]) },
      pick([bend('relu'), { kind: 'instanceNorm' }, { kind: 'batchNorm' }, { kind: 'upsample', factor: 2 }]),
    )
  if (image) layers.push({ kind: 'flatten' })
  for (let i = rng.integer(4); i > 0; i--)
    layers.push(
      dense(1 + rng.integer(9)),
      pick([
        bend('tanh'),
        bend('elu'),
        bend('softplus'),
        { kind: 'layerNorm' },
        { kind: 'minibatchDeviation' },
      ]),
    )
  return layers
}

describe('random stacks that fit', () => {
  const names = [
    ['gan', tinyPoints],
    ['gan', tinyImages],
    ['vae', tinyPoints],
    ['vae', tinyImages],
  ] as const
  it.each(names)('train three steps in %s on %o', (model, info) => {
    const rng = Rng.stream(4, `${model} ${info.kind}`)
    const image = info.kind === 'image'
    const size = info.shape.reduce((a, b) => a * b, 1)
    const tensors = memory().numTensors
    for (let i = 0; i < 12; i++) {
      const settings = { spectralNorm: i % 3 === 0 && model === 'gan', architecture: 'mlp' }
      const plain = config(model, info, undefined, model === 'gan' ? settings : {})
      const latent = Number(plain.settings.latentDim)
      const draw = [
        ...vectorStack(rng, false),
        dense(size),
        ...(image ? [{ kind: 'reshape', shape: info.shape }] : []),
      ]
      const networks: Networks =
        model === 'gan'
          ? {
              generator: [
                ...draw,
                ...(image ? [bend('tanh'), { kind: 'rescale', scale: 0.5, offset: 0.5 }] : []),
              ],
              discriminator: [
                ...(image ? [{ kind: 'rescale', scale: 2, offset: -1 }] : []),
                // Batch norm makes spectral norm idle, which the settings refuse.
                ...vectorStack(rng, image).filter(({ kind }) => kind !== 'batchNorm'),
                dense(1),
              ],
            }
          : {
              encoder: [...vectorStack(rng, image), dense(2 * latent)],
              decoder: [...draw, ...(image ? [bend('sigmoid')] : [])],
            }
      const made = run({ ...plain, networks }, info)
      for (const [id, layers] of Object.entries(networks))
        expect(made.model.networks[id]!.description.layers, id).toHaveLength(layers.length)
      const scalars = advance(made, 3)
      for (const value of Object.values(scalars))
        expect(value, JSON.stringify(networks)).toSatisfy(Number.isFinite)
      const { problem, networks: sketched } = sketchModel({ ...plain, networks }, info)
      expect(problem).toBeNull()
      expect(sketched.map(({ parameters }) => parameters)).toEqual(
        sketched.map(({ id }) => made.model.networks[id]!.description.parameters),
      )
      made.dispose()
      expect(memory().numTensors).toBe(tensors)
    }
  })
})

describe('a run with layers of its own', () => {
  const own: Networks = { generator: [dense(5), bend('elu'), dense(7), bend('relu'), dense(2)] }

  it('is saved and goes on from its file bit for bit', async () => {
    const straight = run(config('gan', tinyPoints, own, { average: true }), tinyPoints)
    advance(straight, 3)
    const snapshot = straight.snapshot()
    const { checkpoint } = decodeCheckpoint(encodeCheckpoint(await download(snapshot)))
    disposeSnapshot(snapshot)
    expect(checkpoint.header.config.networks).toEqual(own)
    const resumed = run(checkpoint.header.config, tinyPoints)
    resumed.restore(checkpoint)
    expect(advance(resumed, 3)).toEqual(advance(straight, 3))
    expect(weightsOf(resumed)).toEqual(weightsOf(straight))
    // The moving average has the generator's layers.
    expect(straight.model.networks.generatorAverage!.description.layers).toHaveLength(5)
    straight.dispose()
    resumed.dispose()
  })

  it('keeps spectral norm on kernels of its own', () => {
    const networks = { discriminator: [dense(4), bend('relu'), dense(3), bend('relu'), dense(1)] }
    const made = run(config('gan', tinyPoints, networks, { spectralNorm: true }), tinyPoints)
    expect(Object.keys(made.model.state)).toHaveLength(3)
    for (const scalar of Object.values(made.advance())) dispose(scalar)
    made.dispose()
  })
})

describe('layers in a link and in a file', () => {
  const catalogue = buildCatalogue([])
  const networks: Networks = {
    decoder: [
      dense(98),
      { kind: 'reshape', shape: [7, 7, 2] },
      { kind: 'conv2dTranspose', filters: 1, size: 4, stride: 4 },
      bend('sigmoid'),
    ],
  }
  const { config: base } = normaliseConfig(catalogue, { data: 'mnist', model: 'vae' })

  it('come back as they were', () => {
    const asked = { ...base, networks }
    const hash = formatHash(catalogue, asked)
    expect(hash).toContain('layers.decoder=dense(units-98)~reshape(shape-7x7x2)~conv2dTranspose(')
    expect(normaliseConfig(catalogue, parseHash(hash))).toEqual({ config: asked, notices: [] })
    const file = normaliseConfig(catalogue, decodeConfig(encodeConfig(asked, [])))
    expect(file.config.networks).toEqual(networks)
  })

  it.each([
    ['dense(units-98', 'garbled'],
    ['dense(units-0)', 'whole number from 1'],
    ['dense(units-8_colour-red)', 'no "colour"'],
    ['wormhole~dense(units-2)', 'no layer kind'],
    ['', 'garbled'],
    [Array(65).fill('flatten').join('~'), 'too many'],
  ])('%s leaves the network to the model, with a notice', (text, why) => {
    const { config: got, notices } = normaliseConfig(catalogue, {
      data: 'mnist',
      model: 'vae',
      'layers.decoder': text,
    })
    expect(got).toEqual(base)
    expect(notices).toHaveLength(1)
    expect(notices[0]).toContain(why)
  })
})
