import { type Drawing, decodeDrawing, drawnExtent, halfPlace } from '../../protocol/drawing'
import type { Rng } from '../core/rng'
import { points } from './points'

/** Until something is drawn: a wave and a dot under it. */
const initial: Drawing = {
  strokes: [
    {
      width: 0.1,
      line: Array.from({ length: 25 }, (_, i) => [-2.4 + 0.2 * i, 0.9 + Math.sin(0.52 * i)]).flat(),
    },
    { width: 0.15, line: [0, -1.2, 0.01, -1.2] },
  ],
  points: [],
  note: '',
}

/** The share of a single point, as a length of line. */
const pointWeight = 0.05

/**
 * A drawing as a density: a point is uniform along all lines, each as likely as it is long, and off its line by a normal
 * deviate of the stroke's width; a single point is as likely as a short piece of line, and as wide as its rounding.
 */
function drawer({ strokes, points: single }: Drawing): (rng: Rng) => { x: number; y: number } {
  const pieces: { x: number; y: number; u: number; v: number; width: number; end: number }[] = []
  let total = 0
  for (const { line, width } of strokes) {
    for (let i = 0; i + 1 < line.length; i += 2) {
      const [x, y] = [line[i]!, line[i + 1]!]
      const last = i + 3 >= line.length
      if (last && line.length > 2) break
      const [u, v] = last ? [0, 0] : [line[i + 2]! - x, line[i + 3]! - y]
      total += Math.max(Math.hypot(u, v), pointWeight)
      pieces.push({ x, y, u, v, width, end: total })
    }
  }
  const ends = Float64Array.from(pieces, (piece) => piece.end)
  const singles = single.length / 2
  return (rng) => {
    const at = rng.uniform() * (total + singles * pointWeight)
    if (at >= total) {
      const i = 2 * rng.integer(singles)
      const off = () => halfPlace * (2 * rng.uniform() - 1)
      return { x: within(single[i]! + off()), y: within(single[i + 1]! + off()) }
    }
    const { x, y, u, v, width } = pieces[firstAbove(ends, at)]!
    const along = rng.uniform()
    return {
      x: within(x + along * u + width * rng.normal()),
      y: within(y + along * v + width * rng.normal()),
    }
  }
}

const within = (value: number) => Math.min(drawnExtent, Math.max(-drawnExtent, value))

/** The first index whose end lies above a value. */
function firstAbove(ends: Float64Array, value: number): number {
  let [low, high] = [0, ends.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ends[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}

/** What the person drew, or the points of a file; the configuration holds it (protocol/drawing.ts). */
export const drawn = points({
  id: 'drawn',
  label: 'Your own points',
  summary: 'Drawn by you, or from a CSV file',
  extent: drawnExtent,
  drawer: (drawing) => drawer((drawing && decodeDrawing(drawing)) || initial),
})
