import { strToU8 } from 'fflate'
import * as z from 'zod'
import { runConfigSchema } from '../../protocol/config'
import { History, type Measured } from '../../protocol/history'
import { FormatError } from '../core/errors'
import type { Checkpoint, CheckpointHeader, TensorData } from '../training/checkpoint'
import { presentVersion, upgraded } from './checkpoint-versions'
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
 *   __metadata__     ganvas: "checkpoint", version: "2", header: CheckpointHeader as JSON
 *   weights, slots   F32, under the names of a `Checkpoint`
 *   history/steps    F64, and history/<series> F32 of the same length (NaN where a row has no value)
 *   measures/steps   F64, and measures/<measure> F64 likewise
 *
 * Rows after the checkpoint's own step are not written: the run may have gone on while it was read back.
 */
const kind = 'checkpoint'
const prefix = 'history/'
const measuresPrefix = 'measures/'
const maxSeries = 64
const maxMeasured = 100_000

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

/** What a checkpoint file holds. */
export interface CheckpointContents {
  checkpoint: Checkpoint
  history: History
  measures: Measured[]
}

export function encodeCheckpoint(
  checkpoint: Checkpoint,
  history?: History,
  measures: readonly Measured[] = [],
): Uint8Array {
  const { step } = checkpoint.header
  const tensors = new Map<string, NamedArray>(checkpoint.tensors)
  if (history) {
    const rows = history.countUpTo(step)
    const shape = [rows]
    tensors.set(`${prefix}steps`, { shape, data: history.steps.subarray(0, rows) })
    for (const name of history.names)
      tensors.set(prefix + name, { shape, data: history.values(name).subarray(0, rows) })
  }
  const taken = measures.filter((measured) => measured.step <= step)
  if (taken.length) {
    const shape = [taken.length]
    tensors.set(`${measuresPrefix}steps`, { shape, data: Float64Array.from(taken, (one) => one.step) })
    for (const name of new Set(taken.flatMap(({ values }) => Object.keys(values))))
      tensors.set(measuresPrefix + name, {
        shape,
        data: Float64Array.from(taken, ({ values }) => values[name] ?? Number.NaN),
      })
  }
  const header = JSON.stringify(headerSchema.parse(checkpoint.header))
  return encodeSafetensors(tensors, { ganvas: kind, version: presentVersion, header })
}

/** Whether these are the bytes of a checkpoint, and not of mere weights. Throws `FormatError` on a damaged file of either. */
export function holdsCheckpoint(bytes: Uint8Array): boolean {
  return looksLikeSafetensors(bytes) && decodeSafetensors(bytes).metadata.get('ganvas') === kind
}

/** Throws `FormatError` on everything but a checkpoint of a version that we know. */
export function decodeCheckpoint(bytes: Uint8Array): CheckpointContents {
  return readCheckpoint(decodeSafetensors(bytes))
}

function readCheckpoint(file: Safetensors): CheckpointContents {
  if (file.metadata.get('ganvas') !== kind)
    throw new FormatError(
      'This safetensors file is not a checkpoint of a run.',
      'Import it as weights instead, or choose another file.',
    )
  const { metadata, tensors } = upgraded(file)
  const header = checked(headerSchema, parseJson(strToU8(metadata.get('header') ?? ''), kind), kind)
  const kept = new Map<string, TensorData>()
  const columns = new Map<string, NamedArray>()
  const measured = new Map<string, NamedArray>()
  for (const [name, array] of tensors) {
    if (name.startsWith(prefix)) columns.set(name.slice(prefix.length), array)
    else if (name.startsWith(measuresPrefix)) measured.set(name.slice(measuresPrefix.length), array)
    else kept.set(name, toTensorData(name, array))
  }
  return {
    checkpoint: { header, tensors: kept },
    history: readHistory(columns),
    measures: readMeasures(measured),
  }
}

function readHistory(columns: Map<string, NamedArray>): History {
  const history = new History()
  const steps = readSteps(columns, 'history', history.capacity)
  if (steps) history.append(steps, Object.fromEntries([...columns].map(([name, { data }]) => [name, data])))
  return history
}

function readMeasures(columns: Map<string, NamedArray>): Measured[] {
  const steps = readSteps(columns, 'measures', maxMeasured) ?? new Float64Array()
  return Array.from(steps, (step, row) => {
    const values = [...columns].map(([name, { data }]) => [name, data[row]!] as const)
    return { step, values: Object.fromEntries(values.filter(([, value]) => !Number.isNaN(value))) }
  })
}

/** Takes the steps out of a table's columns and checks that the others fit them; null for no table at all. */
function readSteps(columns: Map<string, NamedArray>, what: string, maxRows: number) {
  const steps = columns.get('steps')?.data
  columns.delete('steps')
  if (!steps && columns.size === 0) return null
  if (!steps || steps.length > maxRows || columns.size > maxSeries)
    throw damaged(kind, `its ${what} has no steps, or too much`)
  let last = Number.NEGATIVE_INFINITY
  for (const step of steps) {
    if (!(Number.isFinite(step) && step >= Math.max(0, last)))
      throw damaged(kind, `its ${what} is out of order`)
    last = step
  }
  for (const [name, { data }] of columns) {
    if (!seriesName.test(name) || data.length !== steps.length)
      throw damaged(kind, `its ${what} of ${quote(name)} does not fit its steps`)
  }
  return steps
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
  write: ({ checkpoint, history, measures }) => encodeCheckpoint(checkpoint, history, measures),
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
