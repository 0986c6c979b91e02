import * as z from 'zod'
import type { DatasetEntry } from '../../protocol/catalogue'
import type { DataSource, StopSignal } from '../core/dataset'
import { decodeSafetensors, type NamedArray } from '../formats/safetensors'
import { fileFields, hex64, readJson, verify } from './packed-files'

/** `public/data/classifiers/<id>.json`, which `npm run classifiers` writes; accuracy and sureness in % of the test set. */
const manifestSchema = z.object({
  file: z.string().regex(/^[\w-]+\.safetensors$/),
  ...fileFields,
  data: hex64,
  accuracy: z.number(),
  sure: z.number(),
})

/** Weights by name of the classifier of a data set. Throws `DataError`. */
export async function fetchClassifier(
  info: DatasetEntry,
  source: DataSource,
  signal: StopSignal,
): Promise<ReadonlyMap<string, NamedArray>> {
  const name = `The classifier of ${info.label}`
  const manifest = await readJson(source, `classifiers/${info.id}.json`, manifestSchema, name, signal)
  const bytes = await source.read(`classifiers/${manifest.file}`, { signal })
  verify(bytes, manifest, name)
  return decodeSafetensors(bytes).tensors
}
