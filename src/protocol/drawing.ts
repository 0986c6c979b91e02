/**
 * Points that a person drew or opened, as a compact string that is part of a run's configuration: a link, a checkpoint and
 * a file carry the data itself. Parts are joined by full stops:
 *
 *   s w xx yy xx yy …   a stroke: its width, then the corners of its line
 *   p xx yy xx yy …     single points
 *   n text              a note on where they are from, percent-encoded
 *
 * A coordinate is two characters, one of 4,096 places from −extent to extent; a width one of 64, up to an eighth of extent.
 */
export interface Stroke {
  /** Standard deviation of the points about the line, in the plane's units. */
  width: number
  /** x, y, x, y, … */
  line: number[]
}

export interface Drawing {
  strokes: Stroke[]
  /** x, y, x, y, … */
  points: number[]
  note: string
}

/** Half the side of the plane that is drawn on. */
export const drawnExtent = 3
/** Points that are kept of a file: enough for any shape that shows, few enough for a configuration. */
export const mostPoints = 4000
/** The longest string that is read: 4,000 points and a note with room to spare. */
export const longestDrawing = 40_000
/** A longer one stays on the device: a link names it only. */
export const longestInLink = 1600

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const places = 4096
const widest = drawnExtent / 8

/** The value that a coordinate has once it is written and read; beyond the plane it is moved to the edge. */
export function quantised(value: number): number {
  return (placeOf(value) / (places - 1)) * 2 * drawnExtent - drawnExtent
}

/** Half the distance between two places. */
export const halfPlace = drawnExtent / (places - 1)

const placeOf = (value: number) =>
  Math.round(Math.min(1, Math.max(0, (value + drawnExtent) / (2 * drawnExtent))) * (places - 1))

const coordinates = (values: readonly number[]) =>
  values
    .map((value) => {
      const place = placeOf(value)
      return digits[place >> 6]! + digits[place & 63]!
    })
    .join('')

export function encodeDrawing({ strokes, points, note }: Drawing): string {
  const parts = strokes.map(({ width, line }) => {
    const step = Math.round((Math.min(widest, Math.max(0, width)) / widest) * 63)
    return `s${digits[step]}${coordinates(line)}`
  })
  if (points.length) parts.push(`p${coordinates(points)}`)
  if (note) parts.push(`n${encodeURIComponent(note.slice(0, 200)).replaceAll('.', '%2E')}`)
  return parts.join('.')
}

/** The drawing of a string; null where it is none, or has no point. */
export function decodeDrawing(text: string): Drawing | null {
  if (text.length > longestDrawing) return null
  const drawing: Drawing = { strokes: [], points: [], note: '' }
  for (const part of text.split('.')) {
    const [kind, rest] = [part[0], part.slice(1)]
    if (kind === 'n') {
      const note = plain(rest)
      if (note === null) return null
      drawing.note = note
      continue
    }
    const values = readCoordinates(kind === 's' ? rest.slice(1) : rest)
    if (!values) return null
    const width = digits.indexOf(rest[0]!)
    if (kind === 'p') drawing.points.push(...values)
    else if (kind === 's' && width >= 0) drawing.strokes.push({ width: (width / 63) * widest, line: values })
    else return null
  }
  return drawing.strokes.length || drawing.points.length ? drawing : null
}

function readCoordinates(text: string): number[] | null {
  if (!text || text.length % 4) return null
  const values: number[] = []
  for (let i = 0; i < text.length; i += 2) {
    const [high, low] = [digits.indexOf(text[i]!), digits.indexOf(text[i + 1]!)]
    if (high < 0 || low < 0) return null
    values.push(((high * 64 + low) / (places - 1)) * 2 * drawnExtent - drawnExtent)
  }
  return values
}

function plain(text: string): string | null {
  try {
    return decodeURIComponent(text).slice(0, 200)
  } catch {
    return null
  }
}

/** What a link says of a drawing: the whole of it, or for a long one a name by which this device finds it again. */
export function drawingInLink(drawing: string): string {
  return drawing.length <= longestInLink ? drawing : nameOfDrawing(drawing)
}

/** `@` and 16 hex digits: two FNV-1a hashes of the string. */
export function nameOfDrawing(drawing: string): string {
  const hash = (start: number) => {
    let value = start
    for (let i = 0; i < drawing.length; i++) value = Math.imul(value ^ drawing.charCodeAt(i), 0x01000193)
    return (value >>> 0).toString(16).padStart(8, '0')
  }
  return `@${hash(0x811c9dc5)}${hash(0x2f0b4a91)}`
}

/**
 * The line with fewer corners, none of the left-out ones further than `tolerance` from it (Ramer 1972; Douglas & Peucker
 * 1973). `line` is x, y, x, y, …
 */
export function simplified(line: readonly number[], tolerance: number): number[] {
  const count = line.length / 2
  const kept = new Uint8Array(count)
  if (count) kept[0] = kept[count - 1] = 1
  const open: [number, number][] = [[0, count - 1]]
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span
    let [worst, at] = [tolerance, -1]
    for (let i = from + 1; i < to; i++) {
      const off = distance(line, i, from, to)
      if (off > worst) [worst, at] = [off, i]
    }
    if (at < 0) continue
    kept[at] = 1
    open.push([from, at], [at, to])
  }
  return line.filter((_, i) => kept[i >> 1])
}

/** Of corner i from the straight piece between two others. */
function distance(line: readonly number[], i: number, from: number, to: number): number {
  const [x, y] = [line[2 * i]! - line[2 * from]!, line[2 * i + 1]! - line[2 * from + 1]!]
  const [u, v] = [line[2 * to]! - line[2 * from]!, line[2 * to + 1]! - line[2 * from + 1]!]
  const square = u * u + v * v
  const along = square > 0 ? Math.min(1, Math.max(0, (x * u + y * v) / square)) : 0
  return Math.hypot(x - along * u, y - along * v)
}
