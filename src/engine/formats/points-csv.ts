import { drawnExtent, encodeDrawing, mostPoints } from '../../protocol/drawing'
import { FormatError } from '../core/errors'
import type { Rng } from '../core/rng'

/** Rows that are looked at before it is decided which columns hold numbers. */
const lookedAt = 200
/** A column holds numbers if this share of its cells do. */
const numeric = 0.6
/** Share of the plane that the points fill, and the share of the points that must fit into it. */
const filled = 0.9
const fitting = 0.99
/** Beyond this ratio of the two columns' ranges each gets a scale of its own. */
const unequal = 5

export interface PointsOfCsv {
  drawing: string
  /** Rows with two numbers, rows without, and how many points were kept and lie on the plane. */
  rows: number
  skipped: number
  kept: number
  /** A sentence each: the columns and the scale, and what was left out. */
  says: string[]
}

/**
 * Points from a table that arrives row by row: its first two columns of numbers. Of any number of rows an even sample of at
 * most 4,000 is kept (reservoir sampling, algorithm R, Vitter 1985), so a long file takes little memory. The points are
 * moved and scaled so that 99 % of them fill nine tenths of the plane, by one scale for both columns, or each by its own where
 * one ranges five times as far as the other.
 */
export class CsvPoints {
  #first: string[][] = []
  #columns: [number, number] | null = null
  #names: string[] = []
  #kept: [number, number][] = []
  #rows = 0
  #skipped = 0

  constructor(private readonly rng: Rng) {}

  get rows(): number {
    return this.#rows + this.#skipped + this.#first.length
  }

  push(row: string[]): void {
    if (row.every((cell) => cell.trim() === '')) return
    if (this.#columns) this.#take(row)
    else {
      this.#first.push(row)
      if (this.#first.length === lookedAt) this.#begin()
    }
  }

  /** The points as a drawing. Throws `FormatError`. */
  finish(name: string): PointsOfCsv {
    if (!this.#columns) this.#begin()
    if (this.#rows < 2) throw new FormatError(`${name} has no two rows with numbers in both columns.`, choose)
    const x = rangeOf(this.#kept.map((point) => point[0]))
    const y = rangeOf(this.#kept.map((point) => point[1]))
    const ratio = Math.max(x.half, y.half) / Math.min(x.half, y.half)
    const own = ratio > unequal || !Number.isFinite(ratio)
    if (!own) x.half = y.half = Math.max(x.half, y.half)
    const onPlane = this.#kept
      .map(([a, b]) => [place(a, x), place(b, y)] as const)
      .filter(([a, b]) => Math.abs(a) <= drawnExtent && Math.abs(b) <= drawnExtent)
    const beyond = this.#kept.length - onPlane.length
    const says = [
      `${this.#names[0]} runs to the right, ${this.#names[1]} upwards, ${own ? 'each with a scale of its own' : 'both at one scale'}: ` +
        `the plane’s edges are ${edges(x)} and ${edges(y)}.`,
    ]
    if (this.#rows > this.#kept.length)
      says.push(`An even sample of ${whole(this.#kept.length)} of the ${whole(this.#rows)} rows is used.`)
    if (this.#skipped) says.push(`${whole(this.#skipped)} rows without two numbers were left out.`)
    if (beyond)
      says.push(`${whole(beyond)} points far from the others lie beyond the plane and were left out.`)
    const note = `${this.#names[0]} ${edges(x)}, ${this.#names[1]} ${edges(y)}`
    return {
      drawing: encodeDrawing({ strokes: [], points: onPlane.flat(), note }),
      rows: this.#rows,
      skipped: this.#skipped,
      kept: onPlane.length,
      says,
    }
  }

  /** Decides on the columns, and takes the rows that were held back. */
  #begin(): void {
    const held = this.#first
    this.#first = []
    if (!held.length) throw new FormatError('The file holds no rows.', choose)
    const width = Math.max(...held.map((row) => row.length))
    const body = held.length > 1 ? held.slice(1) : held // the first may be a header
    const columns = Array.from({ length: width }, (_, column) => column).filter(
      (column) => body.filter((row) => isNumber(row[column])).length >= numeric * body.length,
    )
    if (columns.length < 2) {
      const found = columns.length ? 'one column' : 'no column'
      throw new FormatError(`The file has ${found} of numbers; points on a plane need two.`, choose)
    }
    const [a, b] = columns as [number, number]
    this.#columns = [a, b]
    const header = !isNumber(held[0]![a]) && !isNumber(held[0]![b])
    this.#names = [a, b].map(
      (column) => (header && held[0]![column]?.trim().slice(0, 40)) || `column ${column + 1}`,
    )
    for (const row of header ? held.slice(1) : held) this.#take(row)
  }

  #take(row: string[]): void {
    const [a, b] = this.#columns!
    const point: [number, number] = [toNumber(row[a]), toNumber(row[b])]
    if (!Number.isFinite(point[0]) || !Number.isFinite(point[1])) {
      this.#skipped++
      return
    }
    this.#rows++
    if (this.#kept.length < mostPoints) this.#kept.push(point)
    else {
      const at = this.rng.integer(this.#rows)
      if (at < mostPoints) this.#kept[at] = point
    }
  }
}

const choose = 'Choose a file with a row for each point and two columns of numbers.'

interface Fit {
  middle: number
  /** Distance from the middle that fills the plane as far as it is to be filled. */
  half: number
}

function rangeOf(values: number[]): Fit {
  const sorted = values.toSorted((p, q) => p - q)
  const aside = Math.floor(((1 - fitting) / 2) * (sorted.length - 1))
  const [low, high] = [sorted[aside]!, sorted.at(-1 - aside)!]
  return { middle: low / 2 + high / 2, half: high / 2 - low / 2 || sorted.at(-1)! / 2 - sorted[0]! / 2 || 1 }
}

const place = (value: number, { middle, half }: Fit) => ((value - middle) / half) * filled * drawnExtent

const edges = ({ middle, half }: Fit) =>
  `${short(middle - half / filled)} to ${short(middle + half / filled)}`
const short = (value: number) => String(Number(value.toPrecision(3))).replace('-', '−')
const whole = (value: number) => value.toLocaleString('en')

const isNumber = (cell: string | undefined) => Number.isFinite(toNumber(cell))

/** A cell as a number, with a point or a comma before its decimals; NaN for anything else. */
function toNumber(cell: string | undefined): number {
  const text = cell?.trim() ?? ''
  if (text === '' || text.length > 40) return Number.NaN
  return Number(/^[+-]?\d+,\d+$/.test(text) ? text.replace(',', '.') : text)
}
