import type { Block } from '../../protocol/events'
import type { Pixels, Rgb } from '../canvas/image-grid'

/** Values counted in `bins` equal parts: of [0, 1] where all lie there, else of their own range. */
export function binned(
  values: ArrayLike<number>,
  bins: number,
): { counts: number[]; low: number; high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!)
    high = Math.max(high, values[i]!)
  }
  if (low >= 0 && high <= 1) [low, high] = [0, 1]
  const counts = new Array<number>(bins).fill(0)
  const width = high - low || 1
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor(((values[i]! - low) / width) * bins)))
    if (Number.isFinite(bin)) counts[bin]!++
  }
  return { counts, low, high }
}

const mostColumns = 96

/** A row of numbers a row of pixels, each between the three colours of −most, 0 and +most. */
export function matrixPixels(block: Block, [low, zero, high]: [Rgb, Rgb, Rgb]): Pixels {
  const [rows = 0, ...rest] = block.shape
  const size = rest.reduce((a, b) => a * b, 1)
  const columns = Math.min(mostColumns, size)
  let most = 1e-9
  for (let i = 0; i < block.data.length; i++) most = Math.max(most, Math.abs(block.data[i]!))
  const data = new Uint8ClampedArray(rows * columns * 4)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const share = block.data[row * size + column]! / most
      const end = share < 0 ? low : high
      const at = (row * columns + column) * 4
      for (let channel = 0; channel < 3; channel++)
        data[at + channel] = zero[channel]! + (end[channel]! - zero[channel]!) * Math.abs(share)
      data[at + 3] = 255
    }
  }
  return { width: columns, height: rows, data }
}

/**
 * How many times longer moves must be drawn to be seen: the mean one about a twentieth of the plane's width, rounded to
 * 1, 2 or 5 times a power of ten, never less than 1.
 */
export function magnification(before: ArrayLike<number>, after: ArrayLike<number>, extent: number): number {
  let total = 0
  for (let i = 0; i + 1 < after.length; i += 2)
    total += Math.hypot(after[i]! - before[i]!, after[i + 1]! - before[i + 1]!)
  const mean = total / Math.max(1, Math.floor(after.length / 2))
  const wanted = (0.1 * extent) / mean
  if (!Number.isFinite(wanted) || wanted <= 1) return 1
  const power = 10 ** Math.floor(Math.log10(wanted))
  return power * ([5, 2].find((digit) => digit * power <= wanted) ?? 1)
}
