import { describe, expect, it } from 'vitest'
import { NodeSource } from '../../scripts/node-source'
import type { Split } from '../../src/engine/core/dataset'
import { Rng } from '../../src/engine/core/rng'
import { drawn } from '../../src/engine/datasets/drawn'
import { type Drawing, drawnExtent, encodeDrawing } from '../../src/protocol/drawing'

const load = (drawing?: string, seed = 1) =>
  drawn.load({ source: new NodeSource(), rng: Rng.stream(seed, 'points'), drawing })
const text = (drawing: Partial<Drawing>) => encodeDrawing({ strokes: [], points: [], note: '', ...drawing })

function pointsOf(split: Split): [number, number][] {
  const out = new Float32Array(2)
  return Array.from({ length: split.count }, (_, i) => {
    split.copy(i, out, 0)
    return [out[0]!, out[1]!]
  })
}
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const deviation = (values: number[]) => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)))

describe('a stroke', () => {
  it('is uniform along its line, and as wide as the brush across it', async () => {
    const points = pointsOf((await load(text({ strokes: [{ width: 0.2, line: [-2, 1, 2, 1] }] }))).train)
    const xs = points.map(([x]) => x)
    expect(mean(xs)).toBeCloseTo(0, 1)
    expect(deviation(xs)).toBeCloseTo(Math.hypot(4 / Math.sqrt(12), 0.2), 1)
    expect(deviation(points.map(([, y]) => y))).toBeCloseTo(0.2, 2)
  })

  it('counts by its length, corners included; a dot counts a little', async () => {
    const strokes = [
      { width: 0.01, line: [-2, -2, -2, 1] }, // 3 long
      { width: 0.01, line: [2, 0, 2, 0.5, 2, 1] }, // 1 long
      { width: 0.01, line: [0, 2.5] },
    ]
    const points = pointsOf((await load(text({ strokes }))).train)
    const share = (inside: (x: number, y: number) => boolean) =>
      points.filter(([x, y]) => inside(x, y)).length / points.length
    expect(share((x) => x < -1)).toBeCloseTo(3 / 4.05, 1)
    expect(share((x) => x > 1)).toBeCloseTo(1 / 4.05, 1)
    expect(share((_, y) => y > 2)).toBeCloseTo(0.05 / 4.05, 2)
  })

  it('stays on the plane', async () => {
    const points = pointsOf((await load(text({ strokes: [{ width: 0.375, line: [3, 3, 3, -3] }] }))).train)
    expect(points.every(([x, y]) => Math.abs(x) <= drawnExtent && Math.abs(y) <= drawnExtent)).toBe(true)
  })
})

it('single points are drawn evenly, within their rounding', async () => {
  const points = pointsOf((await load(text({ points: [1, 2, -1, -2] }))).train)
  const upper = points.filter(([, y]) => y > 0)
  expect(upper.length / points.length).toBeCloseTo(0.5, 1)
  for (const [x, y] of upper) {
    expect(Math.abs(x - 1)).toBeLessThan(0.002)
    expect(Math.abs(y - 2)).toBeLessThan(0.002)
  }
})

it('a drawing is part of the run: the same one gives the same data, another does not', async () => {
  const one = text({ strokes: [{ width: 0.1, line: [0, 0, 1, 1] }] })
  const other = text({ strokes: [{ width: 0.1, line: [0, 0, 1, -1] }] })
  expect((await load(one)).hash).toBe((await load(one)).hash)
  expect((await load(one)).hash).not.toBe((await load(other)).hash)
  expect((await load(one)).hash).not.toBe((await load(one, 2)).hash)
  expect((await load('garbled')).hash).toBe((await load()).hash)
})
