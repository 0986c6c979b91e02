import type { ExportedFile } from '../../protocol/api'
import { FormatError } from '../core/errors'
import type { Run } from '../training/run'
import { checkpointFile } from './checkpoint-file'
import { configJson } from './config-json'
import { csv } from './csv'
import type { ExportSource, Format, Imported } from './format'
import { png } from './png'
import { tfjsLayers } from './tfjs-layers'

/** Every file format, in the order of the menu. A new one is one file and one line here. */
export const formats: readonly Format[] = [tfjsLayers, checkpointFile, png, csv, configJson]

export function formatById(id: string): Format | undefined {
  return formats.find((format) => format.entry.id === id)
}

/** The file to download, named after the run: `ganvas-mnist-vae-3000.zip`. */
export async function exportFile(format: Format, source: ExportSource): Promise<ExportedFile> {
  const { config, step } = source.checkpoint.header
  const name = `ganvas-${config.data}-${config.model}-${step}.${format.entry.extension}`
  return { name, mime: format.entry.mime, bytes: await format.write(source) }
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
