import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NodeSource } from '../../scripts/node-source'
import type { Dataset, Split } from '../../src/engine/core/dataset'
import { Rng } from '../../src/engine/core/rng'
import { checkerboard } from '../../src/engine/datasets/checkerboard'
import { circles } from '../../src/engine/datasets/circles'
import { grid } from '../../src/engine/datasets/grid'
import { line } from '../../src/engine/datasets/line'
import { moons } from '../../src/engine/datasets/moons'
import { ring } from '../../src/engine/datasets/ring'
import { spiral } from '../../src/engine/datasets/spiral'
import { swissRoll } from '../../src/engine/datasets/swiss-roll'

type Point = { x: number; y: number; label: number }

async function draw(dataset: Dataset, seed = 1): Promise<Point[]> {
  const { train } = await dataset.load({ source: new NodeSource(), rng: new Rng(seed) })
  return pointsOf(train)
}

function pointsOf(split: Split): Point[] {
  const out = new Float32Array(2)
  return Array.from({ length: split.count }, (_, i) => {
    split.copy(i, out, 0)
    return { x: out[0]!, y: out[1]!, label: split.labels?.[i] ?? -1 }
  })
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const deviation = (values: number[]) => {
  const centre = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)))
}

describe.each([
  ['ring', ring, 8],
  ['grid', grid, 25],
])('%s', (_, dataset, count) => {
  it('lies around its modes as a Gaussian mixture should', async () => {
    const { centres, sigma } = dataset.modes!
    expect(centres).toHaveLength(count)
    const points = await draw(dataset)
    let near = 0
    for (const { x, y, label } of points) {
      const distances = centres.map((centre) => Math.hypot(x - centre[0], y - centre[1]))
      expect(distances[label]).toBe(Math.min(...distances))
      if (distances[label]! <= 3 * sigma) near++
    }
    // In two dimensions 1 − exp(−9/2) = 98.89 % lie within 3 σ.
    expect(near / points.length).toBeCloseTo(1 - Math.exp(-4.5), 2)
    centres.forEach((centre, k) => {
      const own = points.filter(({ label }) => label === k)
      expect(own.length / points.length).toBeCloseTo(1 / count, 1.7)
      expect(mean(own.map(({ x }) => x))).toBeCloseTo(centre[0], 1.5)
      expect(deviation(own.map(({ y }) => y)) / sigma).toBeCloseTo(1, 0.9)
    })
  })

  it('has modes further apart than six deviations', () => {
    const { centres, sigma } = dataset.modes!
    for (const a of centres)
      for (const b of centres)
        if (a !== b) expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeGreaterThan(6 * sigma)
  })
})

describe('the densities', () => {
  it('line: along the diagonal, thin across it', async () => {
    const points = await draw(line)
    expect(deviation(points.map(({ x, y }) => (x - y) / Math.SQRT2))).toBeCloseTo(0.1, 2)
    expect(deviation(points.map(({ x }) => x))).toBeCloseTo(5 / Math.sqrt(12), 1)
  })

  it('circles: radius 3 and 1.5', async () => {
    const points = await draw(circles)
    for (const [label, radius] of [3, 1.5].entries()) {
      const radii = points.filter((point) => point.label === label).map(({ x, y }) => Math.hypot(x, y))
      expect(mean(radii)).toBeCloseTo(radius, 1)
      expect(deviation(radii)).toBeCloseTo(0.24, 1)
    }
  })

  it('moons: centred, and each point on its own half circle', async () => {
    const points = await draw(moons)
    expect(Math.abs(mean(points.map(({ x }) => x)))).toBeLessThan(0.05)
    expect(Math.abs(mean(points.map(({ y }) => y)))).toBeLessThan(0.05)
    const radii = points.map(({ x, y, label }) =>
      label === 0 ? Math.hypot(x / 2 + 0.5, y / 2 + 0.25) : Math.hypot(x / 2 - 0.5, y / 2 - 0.25),
    )
    expect(mean(radii)).toBeCloseTo(1, 1)
    expect(deviation(radii)).toBeCloseTo(0.1, 1)
  })

  it('spiral: two arms that are each other turned by half a turn', async () => {
    const points = await draw(spiral)
    const arms = [0, 1].map((label) => points.filter((point) => point.label === label))
    expect(mean(arms[0]!.map(({ x }) => x))).toBeCloseTo(-mean(arms[1]!.map(({ x }) => x)), 1)
    expect(mean(arms[0]!.map(({ y }) => y))).toBeCloseTo(-mean(arms[1]!.map(({ y }) => y)), 1)
    expect(Math.max(...points.map(({ x, y }) => Math.hypot(x, y)))).toBeGreaterThan(2.8)
  })

  it('swiss roll: the radius grows with the angle, over one whole turn', async () => {
    const radii = (await draw(swissRoll)).map(({ x, y }) => Math.hypot(x, y))
    expect(mean(radii)).toBeCloseTo((3 * Math.PI) / 5, 1) // t is uniform over [3π/2, 9π/2]
    expect(Math.min(...radii)).toBeGreaterThan((1.5 * Math.PI) / 5 - 0.6)
  })

  it('checkerboard: only dark squares, each with an eighth', async () => {
    const counts = new Map<string, number>()
    for (const { x, y } of await draw(checkerboard)) {
      const [column, row] = [Math.floor(x / 2), Math.floor(y / 2)]
      expect((column + row) & 1).toBe(0)
      counts.set(`${column} ${row}`, (counts.get(`${column} ${row}`) ?? 0) + 1)
    }
    expect(counts.size).toBe(8)
    for (const count of counts.values()) expect(count / 20_000).toBeCloseTo(1 / 8, 1.7)
  })
})

it('any seed draws finite points, and the test split is not the training split', async () => {
  const clouds = [line, ring, grid, moons, circles, spiral, swissRoll, checkerboard]
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.constantFrom(...clouds),
      async (seed, cloud) => {
        const data = await cloud.load({ source: new NodeSource(), rng: new Rng(seed) })
        const [train, test] = [pointsOf(data.train), pointsOf(await data.test())]
        expect([...train, ...test].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true)
        expect(test[0]).not.toEqual(train[0])
      },
    ),
    { numRuns: 24 },
  )
})
