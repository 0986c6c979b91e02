import { describe, expect, it } from 'vitest'
import { FormatError } from '../../../src/engine/core/errors'
import { Rng } from '../../../src/engine/core/rng'
import { CsvPoints, type PointsOfCsv } from '../../../src/engine/formats/points-csv'
import { decodeDrawing, drawnExtent, mostPoints } from '../../../src/protocol/drawing'
import { CsvRows } from '../../../src/worker/csv-rows'

function read(csv: string): PointsOfCsv {
  const points = new CsvPoints(Rng.stream(1, 'csv'))
  const rows = new CsvRows()
  // In pieces that end anywhere, as a file's do.
  for (let at = 0; at < csv.length; at += 997)
    for (const row of rows.push(csv.slice(at, at + 997))) points.push(row)
  for (const row of rows.end()) points.push(row)
  return points.finish('points.csv')
}
const pointsOf = ({ drawing }: PointsOfCsv) => {
  const { points } = decodeDrawing(drawing)!
  return Array.from({ length: points.length / 2 }, (_, i) => points.slice(2 * i, 2 * i + 2))
}
const lines = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => row(i)).join('\n')

it('takes the first two columns of numbers, names them by the header, and says the scale', () => {
  const made = read(`city,height,note,weight\n${lines(101, (i) => `town ${i},${i},x,${200 - i}`)}`)
  expect(made.rows).toBe(101)
  expect(made.says[0]).toMatch(/^height runs to the right, weight upwards, both at one scale/)
  const points = pointsOf(made)
  expect(Math.max(...points.map(([x]) => x!))).toBeCloseTo(0.9 * drawnExtent, 2)
  for (const [x, y] of points) expect(y).toBeCloseTo(-x!, 2)
})

it('keeps the proportions of columns with like ranges, and says where it does not', () => {
  const like = pointsOf(read(lines(50, (i) => `${i},${3 * (i % 7)}`)))
  const xs = like.map(([x]) => x!)
  const ys = like.map(([, y]) => y!)
  const range = (values: number[]) => Math.max(...values) - Math.min(...values)
  expect(range(xs) / range(ys)).toBeCloseTo(49 / 18, 1)
  const unlike = read(lines(50, (i) => `${i},${1000 * (i % 7)}`))
  expect(unlike.says[0]).toMatch(/each with a scale of its own/)
  expect(Math.max(...pointsOf(unlike).map(([, y]) => y!))).toBeCloseTo(0.9 * drawnExtent, 2)
})

describe('what is not a point', () => {
  it('is left out and counted: blanks, text, missing cells', () => {
    const made = read(`x;y\n${lines(40, (i) => `${i};${i}`)}\n;\n7;\nabc;3\n1\n\n2;inf\n`)
    expect(made.rows).toBe(40)
    expect(made.skipped).toBe(4)
    expect(made.says).toContain('4 rows without two numbers were left out.')
  })

  it('far from all others is left out, said so', () => {
    const made = read(`${lines(400, (i) => `${i % 20},${Math.floor(i / 20)}`)}\n1e9,1e9`)
    expect(made.kept).toBe(400)
    expect(made.says.at(-1)).toMatch(/^1 points far from the others lie beyond the plane/)
  })

  it('reads quotes, line ends of every kind, tabs and spaces', () => {
    const rows = ['name,x,y', ...Array.from({ length: 300 }, (_, i) => `"a, ""b""\nc",${i},${2 * i}`)]
    for (const end of ['\n', '\r\n', '\r']) {
      const made = read(rows.join(end).replaceAll('\nc', ' c'))
      expect([made.rows, made.skipped]).toEqual([300, 0])
      expect(made.says[0]).toMatch(/^x runs to the right, y upwards/)
    }
    expect(read(rows.join('\r\n')).rows).toBe(300)
    expect(read(lines(300, (i) => `${i}\t${2 * i}`)).rows).toBe(300)
    expect(read(lines(300, (i) => `${i} ${2 * i}`)).rows).toBe(300)
  })

  it('refuses text whose quotes never close', () => {
    expect(() => read(`1,2\n"${'x'.repeat(2_200_000)}`)).toThrow(/row of more than two million/)
  })

  it('reads decimal commas', () => {
    const made = read(`a;b\n${lines(10, (i) => `${i},5;${i},25`)}`)
    expect(made.rows).toBe(10)
    for (const [x, y] of pointsOf(made)) expect(y).toBeCloseTo(x!, 2)
  })
})

it.each([
  ['', /holds no rows/],
  ['\n\n', /holds no rows/],
  ['a\n1\n2\n3', /one column of numbers; points on a plane need two/],
  ['a,b\nred,green\nblue,red', /no column of numbers/],
  ['x,y\n1,2', /no two rows with numbers/],
  ['\u0000\u0001\u0002', /no column of numbers/],
])('refuses %j with a sentence', (csv, words) => {
  expect(() => read(csv)).toThrow(FormatError)
  expect(() => read(csv)).toThrow(words)
})

it('samples a million rows evenly, the same ones each time', () => {
  const make = () => {
    const points = new CsvPoints(Rng.stream(1, 'csv'))
    for (let i = 0; i < 1_000_000; i++) points.push([String(i), String(i % 1000)])
    return points.finish('long.csv')
  }
  const made = make()
  expect(made.rows).toBe(1_000_000)
  expect(made.says).toContain('An even sample of 4,000 of the 1,000,000 rows is used.')
  const places = pointsOf(made).map(([x]) => (x! / drawnExtent / 0.9 + 1) / 2)
  expect(places.length).toBeGreaterThan(0.98 * mostPoints)
  for (let decile = 0; decile < 10; decile++) {
    const share = places.filter((x) => x >= decile / 10 && x < (decile + 1) / 10).length / places.length
    expect(share).toBeGreaterThan(0.08)
    expect(share).toBeLessThan(0.12)
  }
  expect(make().drawing).toBe(made.drawing)
})
