import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCatalogue } from '../../src/engine/catalogue'
import { formatHash, normaliseConfig, parseHash } from '../../src/protocol/config'
import {
  decodeDrawing,
  drawnExtent,
  encodeDrawing,
  halfPlace,
  longestInLink,
  nameOfDrawing,
  quantised,
  simplified,
} from '../../src/protocol/drawing'
import { strokeOf } from '../../src/ui/drawing/board'
import { presets } from '../../src/ui/drawing/presets'

const coordinate = fc.double({ min: -drawnExtent, max: drawnExtent, noNaN: true })
const line = fc
  .array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 30 })
  .map((all) => all.flat())

describe('a drawing as text', () => {
  it('is read back within half a place, and the same from then on', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ width: fc.double({ min: 0, max: 0.375, noNaN: true }), line }), {
          maxLength: 4,
        }),
        line,
        fc.string({ maxLength: 60 }),
        (strokes, points, note) => {
          const text = encodeDrawing({ strokes, points, note })
          const back = decodeDrawing(text)!
          expect(back.strokes).toHaveLength(strokes.length)
          back.strokes.forEach((stroke, i) => {
            expect(Math.abs(stroke.width - strokes[i]!.width)).toBeLessThanOrEqual(0.003)
            stroke.line.forEach((value, k) => {
              expect(Math.abs(value - strokes[i]!.line[k]!)).toBeLessThanOrEqual(halfPlace + 1e-9)
            })
          })
          expect(back.points).toEqual(points.map(quantised))
          expect(back.note).toBe(note.slice(0, 200))
          expect(encodeDrawing(back)).toBe(text)
          expect(text).toMatch(/^[\w.%~!*'()-]+$/)
        },
      ),
    )
  })

  it('is refused where it is none, and never throws', () => {
    for (const text of [
      '',
      's',
      'sA',
      'sAB',
      'pAAAA.',
      'p€€€€',
      'x1234',
      'n',
      'nhello',
      'n%',
      'p'.repeat(50_000),
    ])
      expect(decodeDrawing(text), text.slice(0, 20)).toBeNull()
    fc.assert(fc.property(fc.string(), (text) => void decodeDrawing(text)))
  })

  it('moves what lies beyond the plane to its edge', () => {
    const back = decodeDrawing(encodeDrawing({ strokes: [], points: [9, -9], note: '' }))!
    expect(back.points).toEqual([drawnExtent, -drawnExtent])
    const { stroke, beyond } = strokeOf([0, 0, 5, 1], 0.1)
    expect(beyond).toBe(true)
    expect(stroke.line).toEqual([0, 0, drawnExtent, 1])
    expect(strokeOf([0, 0, 1, 1], 0.1).beyond).toBe(false)
  })
})

describe('a simplified line', () => {
  it('keeps its ends, and every corner near itself', () => {
    fc.assert(
      fc.property(line, (corners) => {
        const fewer = simplified(corners, 0.1)
        expect(fewer.slice(0, 2)).toEqual(corners.slice(0, 2))
        expect(fewer.slice(-2)).toEqual(corners.slice(-2))
        for (let i = 0; i < corners.length; i += 2) {
          let nearest = Math.hypot(corners[i]! - fewer[0]!, corners[i + 1]! - fewer[1]!)
          for (let k = 0; k + 3 < fewer.length; k += 2) {
            const [ax, ay, bx, by] = fewer.slice(k, k + 4) as [number, number, number, number]
            const square = (bx - ax) ** 2 + (by - ay) ** 2 || 1
            const t = ((corners[i]! - ax) * (bx - ax) + (corners[i + 1]! - ay) * (by - ay)) / square
            const s = Math.min(1, Math.max(0, t))
            nearest = Math.min(
              nearest,
              Math.hypot(corners[i]! - ax - s * (bx - ax), corners[i + 1]! - ay - s * (by - ay)),
            )
          }
          expect(nearest).toBeLessThanOrEqual(0.1 + 1e-9)
        }
      }),
    )
  })

  it('of a path of 2,000 points fits into a link', () => {
    const path = Array.from({ length: 2000 }, (_, i) => {
      const t = (i / 2000) * 6 * Math.PI
      return [(0.13 * t + 0.2) * Math.cos(t) + 0.004 * Math.sin(50 * t), (0.13 * t + 0.2) * Math.sin(t)]
    }).flat()
    const { stroke } = strokeOf(path, 0.08)
    const text = encodeDrawing({ strokes: [stroke], points: [], note: '' })
    expect(stroke.line.length / 2).toBeGreaterThan(40)
    expect(text.length).toBeLessThan(longestInLink)
  })
})

describe('a configuration with a drawing', () => {
  const catalogue = buildCatalogue([])
  const drawing = encodeDrawing({ strokes: presets[0]!.strokes, points: [], note: 'by hand' })
  const config = (text: string) =>
    normaliseConfig(catalogue, { data: 'drawn', model: 'gan', drawing: text, seed: 7 }).config

  it('comes back whole from its link', () => {
    const { config: back, notices } = normaliseConfig(
      catalogue,
      parseHash(formatHash(catalogue, config(drawing))),
    )
    expect(notices).toEqual([])
    expect(back).toEqual(config(drawing))
    expect(back.drawing).toBe(drawing)
  })

  it('is only named in the link where it is long, and a stranger is told', () => {
    const points = Array.from({ length: 4000 }, (_, i) => Math.sin(i))
    const long = encodeDrawing({ strokes: [], points, note: '' })
    expect(config(long).drawing).toBe(long)
    const hash = formatHash(catalogue, config(long))
    expect(hash.length).toBeLessThan(200)
    expect(parseHash(hash).drawing).toBe(nameOfDrawing(long))
    const { config: elsewhere, notices } = normaliseConfig(catalogue, parseHash(hash))
    expect(elsewhere.drawing).toBeUndefined()
    expect(notices).toEqual([expect.stringMatching(/stay on the device/)])
  })

  it('says so where it is garbled, and says nothing of it for other data', () => {
    const { config: back, notices } = normaliseConfig(catalogue, { data: 'drawn', drawing: 'p12' })
    expect(back.drawing).toBeUndefined()
    expect(notices).toEqual([expect.stringMatching(/drawing "p12" holds no points/)])
    expect(formatHash(catalogue, { ...config(drawing), data: 'ring' })).not.toContain('drawing')
  })
})
