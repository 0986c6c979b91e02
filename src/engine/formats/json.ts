import { strFromU8, strToU8 } from 'fflate'
import type * as z from 'zod'
import { damaged, quote } from './format'

/** Larger than any header or topology of ours by an order of magnitude. */
export const maxJsonBytes = 2 ** 20
const maxDepth = 32

/**
 * JSON from a stranger. Beyond what `JSON.parse` refuses: more than 1 MiB, nesting deeper than 32, bytes that are
 * not UTF-8, an object that names a key twice (parsers differ on which one counts), and the key `__proto__`.
 * `kind` names the file in the sentence of the `FormatError`.
 */
export function parseJson(bytes: Uint8Array, kind: string): unknown {
  if (bytes.length > maxJsonBytes) throw damaged(kind, `its JSON part has ${bytes.length} bytes`)
  const text = strFromU8(bytes)
  // A decoder puts U+FFFD where it could not read; only then is it worth encoding again to compare.
  if (text.includes('\uFFFD') && !equal(strToU8(text), bytes)) throw damaged(kind, 'its text is not UTF-8')
  try {
    checkStructure(text, kind)
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw damaged(kind, 'its JSON part cannot be read', error)
    throw error
  }
}

/** `value` as the schema gives it, or a `FormatError` that names the place. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, kind: string): T {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const path = error.issues[0]?.path.map(String).join('.')
  throw damaged(kind, path ? `${quote(path)} is not what it should be` : 'it has the wrong form', error)
}

/** One pass over the text for depth and keys; what is not JSON at all is left to `JSON.parse`. */
function checkStructure(text: string, kind: string): void {
  const open: (Set<string> | null)[] = [] // the keys seen in each open object; null for an array
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : null)
      if (open.length > maxDepth) throw damaged(kind, 'its JSON is nested too deep')
    } else if (char === '}' || char === ']') {
      open.pop()
    } else if (char === '"') {
      const start = i
      i = endOfString(text, start)
      const keys = open.at(-1)
      if (!keys || !colonFollows(text, i + 1)) continue
      const key = String(JSON.parse(text.slice(start, i + 1))) // escapes can spell one key in two ways
      if (key === '__proto__') throw damaged(kind, `it uses the key ${quote(key)}`)
      if (keys.has(key)) throw damaged(kind, `it names ${quote(key)} twice`)
      keys.add(key)
    }
  }
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return i
  }
  throw new SyntaxError('A string does not end.')
}

function colonFollows(text: string, from: number): boolean {
  let i = from
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\r' || text[i] === '\t') i++
  return text[i] === ':'
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
