import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import * as z from 'zod'
import type { DataSource, StopSignal } from '../core/dataset'
import { DataError } from '../core/errors'

/** Files below `public/data`: a JSON that lists binary ones with their length and SHA-256. */
export const hex64 = z.string().regex(/^[0-9a-f]{64}$/)
export const fileFields = { bytes: z.number().int().positive(), sha256: hex64 }

export const retry =
  'Retry. If it happens again, the files of this page are incomplete: "npm run data" rebuilds them.'

/** What a JSON file says, always fresh: an old one from a cache would refuse every new binary. Throws `DataError`. */
export async function readJson<T>(
  source: DataSource,
  path: string,
  schema: z.ZodType<T>,
  name: string,
  signal: StopSignal,
): Promise<T> {
  const bytes = await source.read(path, { signal, fresh: true })
  let json: unknown
  try {
    json = JSON.parse(utf8(bytes))
  } catch (cause) {
    throw new DataError(`${name} is damaged.`, retry, { cause })
  }
  const { success, data, error } = schema.safeParse(json)
  if (!success) throw new DataError(`${name} is not a manifest.`, retry, { cause: error })
  return data
}

/** Throws `DataError` where the bytes are not those that were listed. */
export function verify(bytes: Uint8Array, listed: { bytes: number; sha256: string }, name: string): void {
  if (bytes.length !== listed.bytes)
    throw new DataError(`${name} is incomplete: ${bytes.length} of ${listed.bytes} bytes arrived.`, retry)
  if (bytesToHex(sha256(bytes)) !== listed.sha256)
    throw new DataError(`${name} is damaged: its SHA-256 is not the one in the manifest.`, retry)
}

/** JSON in a manifest is ASCII or UTF-8; the engine has no TextDecoder in its types. */
function utf8(bytes: Uint8Array): string {
  let escaped = ''
  for (const byte of bytes) escaped += `%${byte.toString(16).padStart(2, '0')}`
  return decodeURIComponent(escaped)
}
