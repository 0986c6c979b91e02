import { FormatError } from '../core/errors'
import type { Run } from '../training/run'
import { checkpointFile } from './checkpoint-file'
import { configJson } from './config-json'
import { csv } from './csv'
import type { Format, Imported } from './format'
import { ganvasFile } from './ganvas-file'
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
  if (format?.read) return format.read(bytes, run)
  throw new FormatError(
    bytes.length === 0 ? 'The file is empty.' : 'This is no file of weights that is known here.',
    `Choose one that ends in ${formats.flatMap(({ entry }) => (entry.imports ? [`.${entry.extension}`] : [])).join(' or ')}.`,
  )
}
