import { strToU8 } from 'fflate'
import * as z from 'zod'
import { type RunConfig, runConfigSchema } from '../../protocol/config'
import { FormatError } from '../core/errors'
import { product } from '../networks/layer'
import type { Network } from '../networks/network'
import { checkpointName, normalisedKernel } from '../networks/spectral'
import type { TensorData } from '../training/checkpoint'
import type { Run } from '../training/run'
import { damaged, type ExportSource, type Format, quote } from './format'
import { holdsRun } from './ganvas-file'
import { checked, maxJsonBytes, parseJson } from './json'
import {
  type KerasGraph,
  type KerasWeight,
  kerasGraph,
  kerasTopology,
  layerSignature,
} from './keras-topology'
import { decodeSafetensors, encodeSafetensors, type NamedArray } from './safetensors'
import { readme } from './tfjs-readme'
import { type NetworkUsage, networkUsage } from './usage'
import { fitWeights, weightShapes } from './weights'
import { looksLikeZip, readZip, writeZip, type ZipEntry } from './zip'

/*
 * One ZIP, of which tfjs's own `loadLayersModel` opens each model.json:
 *
 *   <network>/model.json    tfjs's LayersModel artefact: Keras topology and the list of weights
 *   <network>/weights.bin   float32, little-endian, one weight after the other
 *   other.safetensors       what no Keras layer holds: a family's own variables, networks with a layer that Keras has
 *                           not, kernels before spectral normalisation (weights.bin has them as they act); only where
 *                           there is any
 *   ganvas.json             configuration, step, and how each network is fed
 *   README.txt              the same in words, with the lines of code
 */
const kind = 'tfjs archive'
const otherFile = 'other.safetensors'

/** How the networks were made and are used: ganvas.json. */
export interface ArchiveNotes {
  version: 1
  config: RunConfig
  step: number
  dataHash: string
  /** `model` is the path to model.json; where Keras has no such network, `why` says so instead. */
  networks: Record<string, NetworkUsage & { model?: string; why?: string }>
}

function writeArchive({ run, checkpoint }: ExportSource): Uint8Array {
  const files = new Map<string, Uint8Array>()
  const others = new Map<string, NamedArray>()
  for (const name of weightShapes(run.model).keys()) others.set(name, checkpoint.tensors.get(name)!)
  const { config, step, dataHash } = checkpoint.header
  const notes: ArchiveNotes = { version: 1, config, step, dataHash, networks: {} }
  for (const [id, network] of Object.entries(run.model.networks)) {
    const graph = graphOf(network)
    if (graph instanceof FormatError) {
      notes.networks[id] = { why: graph.message, ...networkUsage(run, network) }
      continue
    }
    files.set(`${id}/model.json`, json(artefact(kerasTopology(id, graph), graph.weights)))
    const acting = graph.weights.map(({ ours }) => actingWeight(ours, checkpoint.tensors))
    files.set(`${id}/weights.bin`, concatenate(acting))
    notes.networks[id] = { model: `${id}/model.json`, ...networkUsage(run, network) }
    for (const { ours } of graph.weights) if (!others.has(checkpointName(ours))) others.delete(ours)
  }
  if (others.size) files.set(otherFile, encodeSafetensors(others))
  files.set('ganvas.json', json(notes))
  files.set('README.txt', strToU8(readme(run, notes)))
  return writeZip(files)
}

/** A weight as the network uses it: a kernel under spectral normalisation divided by its norm. */
function actingWeight(name: string, tensors: ReadonlyMap<string, TensorData>): TensorData {
  const [weight, u] = [tensors.get(name)!, tensors.get(checkpointName(name))]
  return u ? normalisedKernel(weight, u) : weight
}

/** The network in Keras's terms, or why it cannot be said in them. */
function graphOf(network: Network): KerasGraph | FormatError {
  try {
    return kerasGraph(network)
  } catch (error) {
    if (error instanceof FormatError) return error
    throw error
  }
}

function artefact(modelTopology: unknown, weights: KerasWeight[]) {
  return {
    format: 'layers-model',
    generatedBy: 'Ganvas',
    convertedBy: null,
    modelTopology,
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
  }
}

const json = (value: unknown) => strToU8(JSON.stringify(value, null, 1))

function concatenate(tensors: TensorData[]): Uint8Array {
  const all = new Float32Array(tensors.reduce((total, { data }) => total + data.length, 0))
  let at = 0
  for (const { data } of tensors) {
    all.set(data, at)
    at += data.length
  }
  return new Uint8Array(all.buffer)
}

const artefactSchema = z.object({
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string()),
      weights: z.array(
        z.object({
          name: z.string(),
          shape: z.array(z.int().min(0)).max(16),
          dtype: z.string(),
          quantization: z.unknown().optional(),
        }),
      ),
    }),
  ),
})
const topologySchema = z.object({
  config: z.object({
    layers: z.array(z.object({ class_name: z.string(), config: z.record(z.string(), z.unknown()) })),
  }),
})
const notesSchema = z.object({ config: runConfigSchema })

function readArchive(bytes: Uint8Array, run: Run) {
  const files = readZip(bytes)
  const arrays = new Map<string, NamedArray>()
  const others = weightShapes(run.model)
  for (const [id, network] of Object.entries(run.model.networks)) {
    const graph = graphOf(network)
    if (graph instanceof FormatError) continue // its weights are among the others
    for (const [name, array] of readNetwork(files, id, graph)) arrays.set(name, array)
    for (const { ours } of graph.weights) if (!others.has(checkpointName(ours))) others.delete(ours)
  }
  const other = others.size ? files.get(otherFile) : undefined
  if (other) {
    const numbers = [...others.values()].reduce((total, shape) => total + product(shape), 0)
    const { tensors } = decodeSafetensors(other.read(8 * numbers + maxJsonBytes))
    for (const [name, array] of tensors) if (others.has(name)) arrays.set(name, array)
  }
  const notes = files.get('ganvas.json')
  const weights = fitWeights(arrays, run.model)
  if (!notes) return { weights }
  return { weights, config: checked(notesSchema, parseJson(notes.read(maxJsonBytes), kind), kind).config }
}

function readNetwork(files: Map<string, ZipEntry>, id: string, graph: KerasGraph): Map<string, NamedArray> {
  const path = modelPath(files, id)
  const { modelTopology, weightsManifest } = checked(
    artefactSchema,
    parseJson(files.get(path)!.read(maxJsonBytes), kind),
    kind,
  )
  const { config } = checked(topologySchema, modelTopology.model_config ?? modelTopology, kind)
  const theirs = layerSignature(config.layers.map((layer) => ({ ...layer, className: layer.class_name })))
  if (theirs.join() !== layerSignature(graph.nodes).join())
    throw new FormatError(`${quote(id)} in the file has other layers than this model.`, openAsMade)

  const listed = weightsManifest.flatMap(({ weights }) => weights)
  const names = ourNames(listed, graph.weights)
  const fits = listed.every(({ shape }, i) => shape.join() === names[i]?.shape.join())
  if (!fits || listed.length !== graph.weights.length)
    throw new FormatError(`${quote(id)} in the file has weights of other shapes than this model.`, openAsMade)

  const arrays = new Map<string, NamedArray>()
  let index = 0
  for (const { paths, weights } of weightsManifest) {
    const size = weights.reduce((total, { shape }) => total + 4 * product(shape), 0)
    const data = readParts(
      files,
      paths.map((part) => path.replace(/model\.json$/, part)),
      size,
    )
    let at = 0
    for (const { name, shape, dtype, quantization } of weights) {
      if (dtype !== 'float32' || quantization !== undefined)
        throw new FormatError(
          `${quote(name)} is not stored as float32.`,
          'Export the model without quantization.',
        )
      arrays.set(names[index++]!.ours, { shape, data: data.subarray(at, at + product(shape)) })
      at += product(shape)
    }
  }
  return arrays
}

const openAsMade = 'Choose the data, model and network settings with which it was made, then import it again.'

/** The network's model.json; the archive may have been packed again inside one folder. */
function modelPath(files: Map<string, ZipEntry>, id: string): string {
  const found = [...files.keys()].filter((name) => `/${name}`.endsWith(`/${id}/model.json`))
  if (found.length === 1) return found[0]!
  if (found.length > 1) throw damaged(kind, `it holds ${quote(id)} more than once`)
  if ([...files.keys()].some((name) => /\.zip$/i.test(name)))
    throw new FormatError('This archive holds another archive.', 'Unpack it, and import the one inside.')
  throw new FormatError(`The file has no network ${quote(id)}.`, openAsMade)
}

/** Which of our weights each listed one is: by name, or by position where the names are not those that we gave. */
function ourNames(listed: { name: string }[], weights: KerasWeight[]): (KerasWeight | undefined)[] {
  const byName = new Map(weights.map((weight) => [weight.name, weight]))
  const known = listed.map(({ name }) => byName.get(name))
  return new Set(known).size === weights.length && !known.includes(undefined) ? known : weights
}

/** Files that together hold `size` bytes, as one array of floats. */
function readParts(files: Map<string, ZipEntry>, names: string[], size: number): Float32Array {
  const parts = names.map((name) => {
    const file = files.get(name)
    if (!file) throw damaged(kind, `the weights ${quote(name)} are missing`)
    return file
  })
  if (new Set(parts).size !== parts.length || parts.reduce((total, part) => total + part.size, 0) !== size)
    throw damaged(kind, `${quote(names.join(', '))} is not as long as its list of weights`)
  const bytes = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    bytes.set(part.read(size), at)
    at += part.size
  }
  return new Float32Array(bytes.buffer)
}

export const tfjsLayers: Format = {
  entry: {
    id: 'tfjs-layers',
    label: 'Models for TensorFlow.js',
    summary:
      'Each network as a model that tf.loadLayersModel opens without this page, with a note on how to use it.',
    extension: 'zip',
    mime: 'application/zip',
    imports: true,
  },
  write: writeArchive,
  recognises: (bytes) => looksLikeZip(bytes) && !holdsRun(bytes),
  read: readArchive,
}
