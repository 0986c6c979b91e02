import type { Block } from '../../protocol/events'

export type Rgb = readonly [number, number, number]

/** Plain RGBA pixels, so that the drawing can be tested without a canvas. */
export interface Pixels {
  width: number
  height: number
  data: Uint8ClampedArray<ArrayBuffer>
}

export interface GridShape {
  columns: number
  rows: number
  width: number
  height: number
}

/** Cells that belong together, in columns or in rows; between groups lie `apart` pixels more. */
interface Grouping {
  columns?: number
  rows?: number
  apart: number
}

const single: Grouping = { apart: 0 }

/** Pairs of rows, as `interleave` makes them. */
export const pairsOfRows: Grouping = { rows: 2, apart: 4 }

/** Where the cell at `index` of a row or column begins. */
function offset(index: number, size: number, gap: number, together: number | undefined, apart: number) {
  return index * (size + gap) + (together ? Math.floor(index / together) * apart : 0)
}

/** The most nearly square arrangement of `count` cells, with `gap` pixels between them. */
export function gridShape(
  count: number,
  height: number,
  width: number,
  gap: number,
  columns = Math.ceil(Math.sqrt(count)),
  groups = single,
): GridShape {
  const rows = Math.max(1, Math.ceil(count / columns))
  return {
    columns,
    rows,
    width: offset(columns - 1, width, gap, groups.columns, groups.apart) + width,
    height: offset(rows - 1, height, gap, groups.rows, groups.apart) + height,
  }
}

/**
 * Images `[n, h, w, c]` (0–255; one channel is gray, three are RGB) laid out row by row. Gaps and missing cells are
 * transparent.
 */
export function imageGrid(block: Block, gap = 1, columns?: number, groups = single): Pixels {
  const [count, height, width, channels] = block.shape as [number, number, number, number]
  const grid = gridShape(count, height, width, gap, columns, groups)
  const data = new Uint8ClampedArray(grid.width * grid.height * 4)
  for (let index = 0; index < count; index++) {
    const left = offset(index % grid.columns, width, gap, groups.columns, groups.apart)
    const top = offset(Math.floor(index / grid.columns), height, gap, groups.rows, groups.apart)
    for (let y = 0; y < height; y++) {
      let to = ((top + y) * grid.width + left) * 4
      let from = (index * height + y) * width * channels
      for (let x = 0; x < width; x++, to += 4, from += channels) {
        const first = block.data[from]!
        data[to] = first
        data[to + 1] = channels >= 3 ? block.data[from + 1]! : first
        data[to + 2] = channels >= 3 ? block.data[from + 2]! : first
        data[to + 3] = 255
      }
    }
  }
  return { width: grid.width, height: grid.height, data }
}

/** Two sets of images in turns, so that each output stands right under its input: `columns` pairs a row. */
export function interleave(above: Block, below: Block, columns: number): Block {
  const [count, height, width, channels] = above.shape as [number, number, number, number]
  const rows = Math.ceil(count / columns)
  const size = height * width * channels
  const data = new Uint8Array(rows * columns * 2 * size)
  for (let index = 0; index < count; index++) {
    const row = Math.floor(index / columns) * 2
    const column = index % columns
    const cell = (at: number) => (at * columns + column) * size
    data.set(above.data.subarray(index * size, (index + 1) * size), cell(row))
    data.set(below.data.subarray(index * size, (index + 1) * size), cell(row + 1))
  }
  return { shape: [rows * columns * 2, height, width, channels], data }
}
