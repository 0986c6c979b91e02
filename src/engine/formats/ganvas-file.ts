import { strToU8 } from 'fflate'
import {
  type CheckpointContents,
  checkpointFile,
  decodeCheckpoint,
  encodeCheckpoint,
} from './checkpoint-file'
import { damaged, type ExportSource, type Format, maxBytes } from './format'
import { modelCard } from './model-card'
import { samplesPng } from './png'
import { looksLikeZip, readZip, writeZip } from './zip'

/*
 * A run to hand on, in one ZIP that opens by drop:
 *
 *   checkpoint.safetensors   the run, as every checkpoint (checkpoint-file.ts)
 *   model-card.md            what it is, in words, and that its samples are synthetic
 *   samples.png              what it makes, where it can be drawn
 */
const kind = 'Ganvas file'
const checkpointName = 'checkpoint.safetensors'

/** Whether these are the bytes of a `.ganvas` file: a ZIP that lists a checkpoint. */
export function holdsRun(bytes: Uint8Array): boolean {
  if (!looksLikeZip(bytes)) return false
  try {
    return readZip(bytes).has(checkpointName)
  } catch {
    return false // damaged: whoever reads it next says how
  }
}

/** The checkpoint within, still as a file. Throws `FormatError`. */
export function checkpointWithin(bytes: Uint8Array): Uint8Array {
  const entry = readZip(bytes).get(checkpointName)
  if (!entry) throw damaged(kind, 'it holds no checkpoint')
  // Weights hardly compress; what would grow far beyond the file that brought it is no checkpoint.
  return entry.read(Math.min(maxBytes, 2 ** 20 + 16 * bytes.length))
}

/** Everything of the run within. Throws `FormatError`. */
export function decodeGanvas(bytes: Uint8Array): CheckpointContents {
  return decodeCheckpoint(checkpointWithin(bytes))
}

function write(source: ExportSource): Uint8Array {
  const { run, checkpoint, history, measures, samples } = source
  const files = new Map([
    [checkpointName, encodeCheckpoint(checkpoint, history, measures)],
    ['model-card.md', strToU8(modelCard(source))],
  ])
  if (samples?.shape[0]) files.set('samples.png', samplesPng(samples, run.data))
  return writeZip(files)
}

export const ganvasFile: Format = {
  entry: {
    id: 'ganvas',
    label: 'Ganvas file',
    summary:
      'The whole run to hand on: checkpoint, pictures and a model card. Dropped on this page it goes on where it stood.',
    extension: 'ganvas',
    mime: 'application/zip',
    imports: true,
  },
  needsSamples: true,
  write,
  recognises: holdsRun,
  read: (bytes, run) => checkpointFile.read!(checkpointWithin(bytes), run),
}
