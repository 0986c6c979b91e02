import { strToU8 } from 'fflate'
import * as z from 'zod'
import { runConfigSchema } from '../../protocol/config'
import { History } from '../../protocol/history'
import { FormatError } from '../core/errors'
import type { Checkpoint, CheckpointHeader, TensorData } from '../training/checkpoint'
import { damaged, type Format, type Imported, quote } from './format'
import { checked, parseJson } from './json'
import {
  decodeSafetensors,
  encodeSafetensors,
  looksLikeSafetensors,
  type NamedArray,
  type Safetensors,
} from './safetensors'
import { fitWeights, toTensorData } from './weights'

/*
 * The one checkpoint codec: autosave, resume, rewind, share and export. A safetensors file with
 *
 *   __metadata__     ganvas: "checkpoint", version: "1", header: CheckpointHeader as JSON
 *   weights, slots   F32, under the names of a `Checkpoint`
 *   history/steps    F64, and history/<series> F32 of the same length (NaN where a row has no value)
 */
const kind = 'checkpoint'
const version = '1'
const prefix = 'history/'
const maxSeries = 64

const count = z.int().min(0)
const word = z.int().min(-2147483648).max(4294967295)
const rngSchema = z.object({
  // All zero is the one state that xoroshiro never leaves.
  words: z
    .array(word)
    .length(4)
    .refine((words) => words.some((value) => value !== 0)),
  spare: z.number().nullable(),
})
const headerSchema: z.ZodType<CheckpointHeader> = z.object({
  version: z.literal(1),
  config: runConfigSchema,
  dataHash: z.string().max(256),
  step: count,
  elapsedMs: z.number().min(0),
  noise: rngSchema,
  batches: z.object({ epoch: count, position: count, rng: rngSchema }),
  iterations: z.record(z.string(), count),
})
const seriesName = /^[A-Za-z][\w.-]{0,63}$/

export function encodeCheckpoint(checkpoint: Checkpoint, history?: History): Uint8Array {
  const tensors = new Map<string, NamedArray>(checkpoint.tensors)
  if (history) {
    const shape = [history.length]
    tensors.set(`${prefix}steps`, { shape, data: history.steps })
    for (const name of history.names) tensors.set(prefix + name, { shape, data: history.values(name) })
  }
  const header = JSON.stringify(headerSchema.parse(checkpoint.header))
  return encodeSafetensors(tensors, { ganvas: kind, version, header })
}

/** Throws `FormatError` on everything but a checkpoint of a version that we know. */
export function decodeCheckpoint(bytes: Uint8Array): { checkpoint: Checkpoint; history: History } {
  return readCheckpoint(decodeSafetensors(bytes))
}

function readCheckpoint({ metadata, tensors }: Safetensors): { checkpoint: Checkpoint; history: History } {
  if (metadata.get('ganvas') !== kind)
    throw new FormatError(
      'This safetensors file is not a checkpoint of a run.',
      'Import it as weights instead, or choose another file.',
    )
  if (metadata.get('version') !== version)
    throw new FormatError(
      `This checkpoint is of version ${quote(metadata.get('version'))}, which is not known here.`,
      'Open it with the page that wrote it, or with a newer one.',
    )
  const header = checked(headerSchema, parseJson(strToU8(metadata.get('header') ?? ''), kind), kind)
  const kept = new Map<string, TensorData>()
  const columns = new Map<string, NamedArray>()
  for (const [name, array] of tensors) {
    if (name.startsWith(prefix)) columns.set(name.slice(prefix.length), array)
    else kept.set(name, toTensorData(name, array))
  }
  return { checkpoint: { header, tensors: kept }, history: readHistory(columns) }
}

function readHistory(columns: Map<string, NamedArray>): History {
  const history = new History()
  const steps = columns.get('steps')
  columns.delete('steps')
  if (!steps && columns.size === 0) return history
  if (!steps || steps.data.length > history.capacity || columns.size > maxSeries)
    throw damaged(kind, 'its history has no steps, or too much')
  let last = Number.NEGATIVE_INFINITY
  for (const step of steps.data) {
    if (!(Number.isFinite(step) && step >= Math.max(0, last)))
      throw damaged(kind, 'its history is out of order')
    last = step
  }
  for (const [name, { data }] of columns) {
    if (!seriesName.test(name) || data.length !== steps.data.length)
      throw damaged(kind, `its history of ${quote(name)} does not fit its steps`)
  }
  history.append(steps.data, Object.fromEntries([...columns].map(([name, { data }]) => [name, data])))
  return history
}

export const checkpointFile: Format = {
  entry: {
    id: 'safetensors',
    label: 'Checkpoint',
    summary:
      'The whole run: weights, optimizer, settings and curves. Python reads it with the safetensors package.',
    extension: 'safetensors',
    mime: 'application/octet-stream',
    imports: true,
  },
  write: ({ checkpoint, history }) => encodeCheckpoint(checkpoint, history),
  recognises: looksLikeSafetensors,
  /** A checkpoint of ours, or any safetensors file that has our weights by name. */
  read(bytes, run): Imported {
    const file = decodeSafetensors(bytes)
    const weights = fitWeights(file.tensors, run.model)
    if (!file.metadata.has('ganvas')) return { weights }
    const { checkpoint, history } = readCheckpoint(file)
    return { weights, checkpoint, history, config: checkpoint.header.config }
  },
}
