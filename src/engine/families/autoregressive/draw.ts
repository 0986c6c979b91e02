import { add, keep, pad, slice, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core'
import type { SampleStep } from '../../core/family'

/** What one site of a grid gets, given the sites before it. */
export interface SiteDraw {
  /** Size of one example: `[height, width, channels]`. */
  shape: readonly [number, number, number]
  /**
   * How far a site sees, in sites: for it only the window of the rows `row − reach … row` and the columns
   * `column − reach … column + reach` is computed. Infinity: everything.
   */
  reach: number
  /** The window `[n, h, w, channels]`, the site's place in it, and its number in reading order → `[n, 1, 1, channels]`. */
  draw(window: Tensor, row: number, column: number, site: number): Tensor
}

/**
 * Fills n examples in reading order. Each step holds a copy of what is drawn so far. Works inside a tidy and outside;
 * leaving early frees what is held.
 */
export function* drawSites(n: number, { shape, reach, draw }: SiteDraw): Generator<SampleStep, void> {
  const [height, width, channels] = shape
  const total = height * width
  let x: Tensor = keep(zeros([n, ...shape]))
  try {
    for (let site = 0; site < total; site++) {
      const [row, column] = [Math.floor(site / width), site % width]
      const next = tidy(() => {
        const [top, left] = [Math.max(0, row - reach), Math.max(0, column - reach)]
        const right = Math.min(width - 1, column + reach)
        const window = slice(x, [0, top, left, 0], [n, row + 1 - top, right + 1 - left, channels])
        const value = draw(window, row - top, column - left, site)
        const around: [number, number][] = [
          [0, 0],
          [row, height - 1 - row],
          [column, width - 1 - column],
          [0, 0],
        ]
        return add(x, pad(value, around))
      })
      x.dispose()
      x = keep(next)
      yield { x: x.clone(), drawn: site + 1, total }
    }
  } finally {
    x.dispose()
  }
}

/** Runs a draw to its end; the finished examples. */
export function drawAll(steps: Generator<SampleStep, void>): Tensor {
  let latest: Tensor | undefined
  for (const { x } of steps) {
    latest?.dispose()
    latest = x
  }
  return latest!
}
