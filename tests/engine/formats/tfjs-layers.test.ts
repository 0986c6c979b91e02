import type * as Tfjs from '@tensorflow/tfjs'
import { unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { FormatError } from '../../../src/engine/core/errors'
import { tfjsLayers } from '../../../src/engine/formats/tfjs-layers'
import { writeZip } from '../../../src/engine/formats/zip'
import { spectrallyNormalised } from '../../../src/engine/networks/spectral'
import type { Run } from '../../../src/engine/training/run'
import { useCpu } from '../../support/tfjs'
import { expectFormatError } from './hostile'
import { architectures, type Case, cases, dcgan, sourceOf, trainedRun } from './runs'

let tf: typeof Tfjs

beforeAll(async () => {
  await useCpu()
  // Plain tfjs brings its own copies, and says of each kernel that one is registered already.
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  tf = await import('@tensorflow/tfjs')
  warn.mockRestore()
})

/** Plain tfjs over HTTP, as a page would load the unpacked folder. */
function loadPlain(files: Record<string, Uint8Array>, path: string): Promise<Tfjs.LayersModel> {
  const fetchFunc = async (url: string) => {
    const bytes = files[new URL(url).pathname.slice(1)]
    return bytes ? new Response(bytes as Uint8Array<ArrayBuffer>) : new Response(null, { status: 404 })
  }
  return tf.loadLayersModel(tf.io.http(`http://plain.test/${path}`, { fetchFunc: fetchFunc as typeof fetch }))
}

/** What a spectrally normalised D is applied with. */
const actingIn = ({ model }: Run, id: string) =>
  id === 'discriminator' && model.config.spectralNorm ? spectrallyNormalised(model.state) : undefined
const write = async (run: Run) => (await tfjsLayers.write(await sourceOf(run))) as Uint8Array<ArrayBuffer>
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)

describe.each(cases.map((entry): [string, Case] => [entry.name, entry]))('%s', (_, entry) => {
  let run: Run
  let files: Record<string, Uint8Array>

  beforeAll(async () => {
    run = trainedRun(entry, 2)
    files = unzipSync(await write(run))
  })
  afterAll(() => run.dispose())

  it('is loaded by plain tfjs, and gives the same outputs', async () => {
    for (const [id, network] of Object.entries(run.model.networks)) {
      if (!files[`${id}/model.json`]) continue
      const model = await loadPlain(files, `${id}/model.json`)
      const x = tf.randomUniform([5, ...network.spec.input], -1, 1, 'float32', 3)
      const theirs = model.predict(x) as Tfjs.Tensor
      const ours = network.apply(x, { weight: actingIn(run, id) })
      expect(theirs.shape).toEqual(ours.shape)
      const difference = theirs.sub(ours).abs().max()
      expect((await difference.data())[0]).toBeLessThanOrEqual(1e-5)
      tf.dispose([x, theirs, ours, difference])
      model.dispose()
    }
  })

  it('says how each network is used', () => {
    const notes = JSON.parse(text(files['ganvas.json']))
    expect(notes).toMatchObject({ version: 1, step: 2, config: run.config, dataHash: run.data.hash })
    for (const [id, network] of Object.entries(run.model.networks)) {
      const { inputShape, outputShape } = network.description
      expect(notes.networks[id].input.shape).toEqual([null, ...inputShape])
      expect(notes.networks[id].output.shape).toEqual([null, ...outputShape])
      const { model, why } = notes.networks[id]
      if (why)
        expect([why, files['other.safetensors']]).toEqual([
          expect.stringMatching(/^tfjs has no /),
          expect.anything(),
        ])
      else expect(files[model]).toBeDefined()
      expect(text(files['README.txt'])).toContain(id)
    }
  })
})

describe('import', () => {
  const convolutional = dcgan()
  let run: Run
  let archive: Uint8Array<ArrayBuffer>
  let weights: Map<string, unknown>

  beforeAll(async () => {
    run = trainedRun(convolutional, 2)
    archive = await write(run)
    const { checkpoint } = await sourceOf(run)
    weights = new Map([...checkpoint.tensors].filter(([name]) => !name.startsWith('optimizer/')))
  })
  afterAll(() => run.dispose())

  it('reads back what it wrote, the same bytes each time', async () => {
    const imported = tfjsLayers.read!(archive, run)
    expect(imported.weights).toEqual(weights)
    expect(imported.config).toEqual(run.config)
    expect(Buffer.from(await write(run)).equals(archive)).toBe(true)
  })

  it('gives a spectrally normalised D back with its kernels as they are trained', async () => {
    const normalised = trainedRun(dcgan({ spectralNorm: true }), 2)
    const { checkpoint } = await sourceOf(normalised)
    const trained = [...checkpoint.tensors].filter(([name]) => !name.startsWith('optimizer/'))
    expect(tfjsLayers.read!(await write(normalised), normalised).weights).toEqual(new Map(trained))
    normalised.dispose()
  })

  it('reads an archive packed again inside a folder, and one that plain tfjs saved', async () => {
    const files = unzipSync(archive)
    const moved = new Map(Object.entries(files).map(([name, bytes]) => [`my model/${name}`, bytes]))
    expect(tfjsLayers.read!(writeZip(moved), run).weights).toEqual(weights)

    // tfjs lists all trainable weights before the running statistics, whatever their layer.
    for (const id of Object.keys(run.model.networks)) {
      const model = await loadPlain(files, `${id}/model.json`)
      await model.save(
        tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
          const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }]
          files[`${id}/model.json`] = new TextEncoder().encode(
            JSON.stringify({ modelTopology, weightsManifest }),
          )
          files[`${id}/weights.bin`] = new Uint8Array(weightData as ArrayBuffer)
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } }
        }),
      )
      model.dispose()
    }
    expect(tfjsLayers.read!(writeZip(new Map(Object.entries(files))), run).weights).toEqual(weights)
  })

  it('refuses every other architecture', async () => {
    for (const entry of [...architectures, dcgan({ generatorNorm: 'none' })]) {
      const other = trainedRun(entry)
      expect(() => tfjsLayers.read!(archive, other)).toThrow(FormatError)
      other.dispose()
    }
  })

  it('refuses weights of the right shapes behind other functions', () => {
    const other = trainedRun(dcgan({ activation: 'tanh' }))
    expect(() => tfjsLayers.read!(archive, other)).toThrow('other layers')
    other.dispose()
  })

  type Change = (model: {
    modelTopology: Record<string, unknown>
    weightsManifest: { paths: unknown[]; weights: Record<string, unknown>[] }[]
  }) => void
  const changes: [string, Change][] = [
    ['a weight left out', (model) => model.weightsManifest[0]!.weights.pop()],
    [
      'quantised weights',
      (model) => Object.assign(model.weightsManifest[0]!.weights[0]!, { quantization: {} }),
    ],
    ['another dtype', (model) => Object.assign(model.weightsManifest[0]!.weights[0]!, { dtype: 'int32' })],
    [
      'a shape of 10 GB',
      (model) => Object.assign(model.weightsManifest[0]!.weights[0]!, { shape: [5e4, 5e4] }),
    ],
    ['a negative shape', (model) => Object.assign(model.weightsManifest[0]!.weights[0]!, { shape: [-1] })],
    ['a path out of the folder', (model) => model.weightsManifest[0]!.paths.splice(0, 1, '../../etc/passwd')],
    ['a path that is no string', (model) => model.weightsManifest[0]!.paths.push(7)],
    ['the same part twice', (model) => model.weightsManifest[0]!.paths.push('weights.bin')],
    ['no topology', (model) => Object.assign(model, { modelTopology: null })],
    [
      'a topology without layers',
      (model) => Object.assign(model, { modelTopology: { config: { layers: 3 } } }),
    ],
  ]
  it.each(changes)('refuses %s', (_, change) => {
    const files = unzipSync(archive)
    const model = JSON.parse(text(files['generator/model.json']))
    change(model)
    files['generator/model.json'] = new TextEncoder().encode(JSON.stringify(model))
    expect(() => tfjsLayers.read!(writeZip(new Map(Object.entries(files))), run)).toThrow(FormatError)
  })

  const keys = new TextEncoder().encode(
    `{"settings":{${Array.from({ length: 90_000 }, (_, i) => `"k${i}":0`).join()}}}`,
  )
  it.each([
    ['a million bytes of keys as model.json', 'generator/model.json', keys],
    ['a million bytes of keys as ganvas.json', 'ganvas.json', keys],
    ['20 MB of zeros as model.json', 'generator/model.json', new Uint8Array(2e7)],
    ['20 MB of zeros as other.safetensors', 'other.safetensors', new Uint8Array(2e7)],
  ])('refuses %s', async (_, name, content) => {
    const deviating = trainedRun(dcgan({ minibatchDeviation: true }))
    const files = unzipSync(await write(deviating))
    files[name] = content
    const bytes = zipSync(files, { level: 1 })
    expectFormatError(() => tfjsLayers.read!(bytes, deviating))
    deviating.dispose()
  })

  it('names the archive inside an archive', () => {
    const nested = writeZip(new Map([['inner.zip', archive]]))
    expect(() => tfjsLayers.read!(nested, run)).toThrow('another archive')
  })

  it('refuses weights that are not finite', () => {
    const files = unzipSync(archive)
    files['generator/weights.bin']!.fill(0xff, 8, 12)
    expect(() => tfjsLayers.read!(writeZip(new Map(Object.entries(files))), run)).toThrow('not finite')
  })
})
