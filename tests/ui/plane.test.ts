import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from '../../src/protocol/events'
import { drawArrows, referenceLength } from '../../src/ui/canvas/plane/arrows'
import { contour } from '../../src/ui/canvas/plane/contour'
import { densityPixels } from '../../src/ui/canvas/plane/density'
import { drawField } from '../../src/ui/canvas/plane/field'
import { area, drawManifold, opacity } from '../../src/ui/canvas/plane/manifold'
import { drawPoints } from '../../src/ui/canvas/plane/points'
import { contained, panned, project, wholePlane, zoomed } from '../../src/ui/canvas/plane/projection'
import { recorder } from '../support/recorder'

const points = (...data: number[]): Block => ({ shape: [data.length / 2, 2], data: Float32Array.from(data) })
const stamp = { sheet: {} as CanvasImageSource, cell: 8 }
const ratios = [1, 1.5, 2, 3]
const cameras = fc.record({
  x: fc.double({ min: -3, max: 3, noNaN: true }),
  y: fc.double({ min: -3, max: 3, noNaN: true }),
  zoom: fc.double({ min: 1, max: 64, noNaN: true }),
})

/** Where a stamped dot has its centre. */
const centre = ([sx, sy, , , left, top]: number[]) => {
  const half = stamp.cell / 2
  return [left! + half + sx! / stamp.cell / 4, top! + half + sy! / stamp.cell / 4]
}

describe('the projection', () => {
  it('maps the corners of the plane to those of the canvas, y upwards', () => {
    const { x, y } = project(3, 600)
    expect([x(-3), y(3)]).toEqual([0, 0])
    expect([x(3), y(-3)]).toEqual([600, 600])
    expect([x(0), y(0)]).toEqual([300, 300])
  })

  it('keeps the data under the pointer while zooming, wherever the edges allow it', () => {
    fc.assert(
      fc.property(
        cameras,
        fc.double({ min: 0.2, max: 0.8, noNaN: true }),
        fc.double({ min: 1, max: 4, noNaN: true }),
        (wild, share, factor) => {
          const camera = contained(wild, 3)
          const near = zoomed(camera, 3, factor, share, 1 - share)
          const [before, after] = [project(3, 500, 1, camera), project(3, 500, 1, near)]
          expect(after.dataX(share * 500)).toBeCloseTo(before.dataX(share * 500), 6)
          expect(after.dataY((1 - share) * 500)).toBeCloseTo(before.dataY((1 - share) * 500), 6)
        },
      ),
    )
  })

  it('never shows what lies beside the plane', () => {
    fc.assert(
      fc.property(cameras, fc.double({ min: -3, max: 3, noNaN: true }), (wild, by) => {
        for (const camera of [contained(wild, 3), panned(contained(wild, 3), 3, by, -by)]) {
          const seen = project(3, 100, 1, camera)
          expect(seen.dataX(0)).toBeGreaterThanOrEqual(-3 - 1e-9)
          expect(seen.dataX(100)).toBeLessThanOrEqual(3 + 1e-9)
          expect(seen.dataY(0)).toBeLessThanOrEqual(3 + 1e-9)
          expect(seen.dataY(100)).toBeGreaterThanOrEqual(-3 - 1e-9)
        }
      }),
    )
    expect(zoomed({ x: 1, y: 1, zoom: 2 }, 3, 0.1)).toEqual(wholePlane)
  })
})

it('a dot lies where its point is, within an eighth of a pixel, at every ratio and zoom', () => {
  const coordinate = fc.double({ min: -3, max: 3, noNaN: true })
  fc.assert(
    fc.property(cameras, fc.constantFrom(...ratios), coordinate, coordinate, (wild, ratio, x, y) => {
      const projection = project(3, Math.round(377 * ratio), ratio, contained(wild, 3))
      const { pen, notes } = recorder()
      const block = points(x, y)
      drawPoints(pen, block, projection, stamp)
      const [exactX, exactY] = [projection.x(block.data[0]!), projection.y(block.data[1]!)]
      const seen = [exactX, exactY].every((at) => at > 0 && at < projection.size)
      if (seen) expect(notes.images).toHaveLength(1)
      for (const image of notes.images) {
        const [px, py] = centre(image)
        expect(Math.abs(px! - exactX)).toBeLessThanOrEqual(0.125 + 1e-6)
        expect(Math.abs(py! - exactY)).toBeLessThanOrEqual(0.125 + 1e-6)
      }
    }),
  )
})

it('draws no dot for what is not finite or out of sight', () => {
  const { pen, notes } = recorder()
  const near = project(3, 600, 1, { x: 2, y: 2, zoom: 3 })
  drawPoints(pen, points(Number.NaN, 1, 2, 2, -2, -2, Infinity, 0), near, stamp)
  expect(notes.images.map(centre)).toEqual([[300, 300]])
})

it('lays the heat map under the points: a cell’s middle is the point that it was asked at', () => {
  const n = 60
  for (const ratio of ratios) {
    const projection = project(3, 400 * ratio, ratio, contained({ x: 1, y: -0.5, zoom: 2.7 }, 3))
    const { pen, notes } = recorder()
    const pixels = { width: n, height: n, data: new Uint8ClampedArray(4 * n * n) }
    drawField(pen, pixels, projection, {} as HTMLCanvasElement)
    const [, , , , left, top, width, height] = notes.images[0]! as number[]
    const [column, row] = [41, 7]
    // The probe asks at ((cell + ½) / n · 2 − 1) · extent, y downwards by rows.
    const [x, y] = [((column + 0.5) / n) * 6 - 3, 3 - ((row + 0.5) / n) * 6]
    expect(left! + ((column + 0.5) / n) * width!).toBeCloseTo(projection.x(x), 6)
    expect(top! + ((row + 0.5) / n) * height!).toBeCloseTo(projection.y(y), 6)
  }
})

describe('the manifold', () => {
  /** The unit square as a grid of `n × n` points. */
  const sheet = (n: number, bend: (x: number, y: number) => [number, number]): Block => {
    const data = Float32Array.from({ length: n * n }, (_, i) => i).reduce<number[]>((all, i) => {
      all.push(...bend((i % n) / (n - 1), Math.floor(i / n) / (n - 1)))
      return all
    }, [])
    return { shape: [n, n, 2], data: Float32Array.from(data) }
  }

  it('has its corners where the corners of the latent grid went', () => {
    const { pen, notes } = recorder()
    const projection = project(2, 400)
    drawManifold(
      pen,
      sheet(5, (x, y) => [2 * x - 1, 1 - 3 * y]),
      projection,
      '#000',
    )
    const ends = notes.strokes.filter((_, i) => i % 2 === 0).map((line) => [line.slice(0, 2), line.slice(-2)])
    expect(ends[0]).toEqual([
      [100, 100],
      [300, 100],
    ])
    expect(ends.at(-1)).toEqual([
      [100, 400],
      [300, 400],
    ])
  })

  it('fills a cell the more, the less room its share of the codes has', () => {
    const { pen, notes } = recorder()
    const squeezed = sheet(3, (x, y) => [x < 0.6 ? 0.2 * x : x, y]) // the left column has a fifth of the right's width
    drawManifold(pen, squeezed, project(1, 400), '#000')
    const shades = notes.fills.filter(({ polygons }) => polygons.length).sort((a, b) => a.alpha - b.alpha)
    expect(shades).toHaveLength(2)
    const middleX = ({ polygons }: (typeof shades)[number]) =>
      polygons[0]!.filter((_, i) => i % 2 === 0).reduce((sum, value) => sum + value, 0) / 4
    expect(middleX(shades[1]!)).toBeLessThan(middleX(shades[0]!))
    expect(shades.at(-1)!.alpha).toBeLessThanOrEqual(opacity(0))
  })

  it('turns every cell the same way round, so that folds do not cancel', () => {
    const { pen, notes } = recorder()
    drawManifold(
      pen,
      sheet(7, (x, y) => [Math.abs(x - 0.5), y]),
      project(1, 400),
      '#000',
    )
    const areas = notes.fills.flatMap(({ polygons }) => polygons.map((corners) => area(corners)))
    expect(Math.min(...areas)).toBeGreaterThan(0)
    // Both halves of the folded sheet: 1 × ½ of the plane's 2 × 2 each, 400 × 400 pixels in all.
    expect(areas.reduce((a, b) => a + b)).toBeCloseTo((400 * 400) / 4, 6)
  })

  it('leaves out what is not finite', () => {
    const { pen, notes } = recorder()
    const torn = sheet(4, (x, y) => [x === 0 && y === 0 ? Number.NaN : x, y])
    drawManifold(pen, torn, project(1, 400), '#000')
    expect(notes.strokes.flat().every(Number.isFinite)).toBe(true)
    const filled = notes.fills.flatMap(({ polygons }) => polygons.map((corners) => area(corners)))
    expect(filled.reduce((a, b) => a + b)).toBeCloseTo(((400 * 400) / 4) * (8 / 9), 2)
  })
})

it('measures the area of a cell, with its sign', () => {
  expect(area([0, 0, 2, 0, 2, 3, 0, 3])).toBe(6)
  expect(area([0, 0, 0, 3, 2, 3, 2, 0])).toBe(-6)
})

describe('arrows', () => {
  it('start at their point and aim along the gradient, y upwards, at every ratio and zoom', () => {
    for (const ratio of ratios) {
      const projection = project(3, 400 * ratio, ratio, contained({ x: 0.4, y: 0.2, zoom: 2 }, 3))
      const { pen, notes } = recorder()
      drawArrows(pen, points(1, 0.5), points(3, 4), projection, 2, '#000')
      const [ax, ay, tipX, tipY, bx, by] = notes.fills[0]!.polygons[0]! as number[]
      const [x, y] = [projection.x(1), projection.y(0.5)]
      expect((ax! + bx!) / 2).toBeCloseTo(x, 9)
      expect((ay! + by!) / 2).toBeCloseTo(y, 9)
      expect(Math.hypot(ax! - bx!, ay! - by!)).toBeCloseTo(4, 9)
      expect((tipX! - x) / (y - tipY!)).toBeCloseTo(3 / 4, 9)
      expect(tipX!).toBeGreaterThan(x)
      // The longest is nine hundredths of the plane's side, whatever part of it is seen.
      expect(Math.hypot(tipX! - x, tipY! - y)).toBeCloseTo(0.09 * 6 * projection.unit, 9)
    }
  })

  it('have lengths in proportion, and none for no gradient', () => {
    const { pen, notes } = recorder()
    const slopes = points(1, 0, 0.5, 0, 0, 0, Number.NaN, 1)
    drawArrows(pen, points(0, 0, 0, 1, 0, 2, 0, 0), slopes, project(3, 600), 1, '#000')
    const lengths = notes.fills[0]!.polygons.map((corners) => corners[2]! - 300)
    expect(lengths).toHaveLength(2)
    expect(lengths[1]! / lengths[0]!).toBeCloseTo(0.5, 9)
    expect(referenceLength(points(0, 0))).toBe(0)
  })
})

describe('the contour', () => {
  const field = (n: number, value: (x: number, y: number) => number): Block => {
    const at = (cell: number) => ((cell + 0.5) / n) * 6 - 3
    const data = Float32Array.from({ length: n * n }, (_, i) => value(at(i % n), -at(Math.floor(i / n))))
    return { shape: [n, n], data }
  }

  it('of a linear field lies exactly on its line', () => {
    const segments = contour(
      field(20, (x, y) => 0.5 + 0.1 * (x - 2 * y + 0.3)),
      0.5,
      3,
    )
    expect(segments.length).toBeGreaterThan(20 * 4)
    for (let i = 0; i < segments.length; i += 2)
      expect(segments[i]! - 2 * segments[i + 1]! + 0.3).toBeCloseTo(0, 4)
  })

  it('lies where the field, interpolated, has the level; its circle is closed and of the right length', () => {
    const n = 60
    const circle = field(n, (x, y) => 1 / (1 + Math.exp(3 * (x * x + y * y - 4))))
    const segments = contour(circle, 0.5, 3)
    let length = 0
    const ends = new Map<string, number>()
    for (let i = 0; i < segments.length; i += 4) {
      const [x0, y0, x1, y1] = segments.slice(i, i + 4) as [number, number, number, number]
      length += Math.hypot(x1 - x0, y1 - y0)
      for (const [x, y] of [
        [x0, y0],
        [x1, y1],
      ]) {
        expect(Math.hypot(x!, y!)).toBeCloseTo(2, 1)
        const key = `${x!.toFixed(6)} ${y!.toFixed(6)}`
        ends.set(key, (ends.get(key) ?? 0) + 1)
      }
    }
    expect(length).toBeCloseTo(4 * Math.PI, 1)
    expect([...ends.values()].every((count) => count === 2)).toBe(true)
  })

  it('keeps a saddle’s branches apart, and skips what is not finite', () => {
    const saddle = { shape: [2, 2], data: Float32Array.from([1, 0, 0, 0.9]) }
    const joined = contour(saddle, 0.4, 1)
    expect(joined).toHaveLength(8)
    // Its middle is above the level: the two high corners are one, so each segment cuts off a low corner.
    for (let i = 0; i < 8; i += 4) {
      const middle = [(joined[i]! + joined[i + 2]!) / 2, (joined[i + 1]! + joined[i + 3]!) / 2]
      expect(middle[0]! * middle[1]!).toBeGreaterThan(0) // low corners are at the top right and the bottom left
    }
    const apart = contour(saddle, 0.6, 1)
    for (let i = 0; i < 8; i += 4)
      expect((apart[i]! + apart[i + 2]!) * (apart[i + 1]! + apart[i + 3]!)).toBeLessThan(0)
    expect(contour({ shape: [2, 2], data: Float32Array.from([1, Number.NaN, 0, 1]) }, 0.5, 1)).toEqual([])
  })
})

it('paints the densest place strongest, by the root', () => {
  const { data } = densityPixels({ shape: [1, 3], data: Float32Array.from([4, 1, 0]) }, [10, 20, 30])
  expect([...data.slice(0, 3)]).toEqual([10, 20, 30])
  expect(data[7]! / data[3]!).toBeCloseTo(0.5, 1)
  expect(data[11]).toBe(0)
})
