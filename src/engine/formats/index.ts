import { FormatError } from '../core/errors'
import type { Run } from '../training/run'
import { checkpointFile } from './checkpoint-file'
import { configJson } from './config-json'
import { csv } from './csv'
import type { Format, Imported } from './format'
import { ganvasFile } from './ganvas-file'
import { beginsWithPicture, looksLikePicture } from './pictures'
import { png } from './png'
import { tfjsLayers } from './tfjs-layers'

/** Every file format, in the order of the menu. A new one is one file and one line here. */
export const formats: readonly Format[] = [ganvasFile, tfjsLayers, checkpointFile, png, csv, configJson]

export function formatById(id: string): Format | undefined {
  return formats.find((format) => format.entry.id === id)
}

/**
 * Weights for `run` from a file of any importing format, told by its content, whatever its name. Throws `FormatError`
 * where the file is damaged, hostile or of another architecture; `run` is only looked at.
 */
export function readWeights(bytes: Uint8Array, run: Run): Imported {
  const format = formats.find((candidate) => candidate.recognises?.(bytes))
  try {
    if (format?.read) return format.read(bytes, run)
  } catch (cause) {
    if (!beginsWithPicture(bytes)) throw cause
    throw new FormatError(`This archive holds pictures. ${noPictures}`, opened, { cause })
  }
  if (bytes.length === 0) throw new FormatError('The file is empty.', opened)
  if (looksLikePicture(bytes)) throw new FormatError(`This is a picture. ${noPictures}`, opened)
  throw new FormatError('This is no file of a kind that is known here.', opened)
}

const noPictures = 'Models cannot be trained on pictures of your own yet.'
/** Every kind of file that the page takes, also those that are no weights. */
const opened =
  'Ganvas opens its runs (.ganvas, .safetensors), configurations (.json), weights (.zip, .safetensors) and points (.csv, .tsv).'
