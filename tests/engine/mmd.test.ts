import { type Tensor, tensor } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { Rng } from '../../src/engine/core/rng'
import { mmd, mmdScales, squaredDistances } from '../../src/engine/losses/mmd'
import { range, total } from '../support/closed-forms'
import { useCpu } from '../support/tfjs'

beforeAll(useCpu)

const rng = new Rng(3)
const cloud = (n: number, d: number, shift = 0) =>
  range(n).map(() => range(d).map(() => rng.normal() + shift))
const toTensor = (rows: number[][]) => tensor(rows.flat(), [rows.length, rows[0]!.length])
const number = (x: Tensor) => x.dataSync()[0]!

const distance = (a: number[], b: number[]) => total(a.map((value, d) => (value - b[d]!) ** 2))
const kernel = (a: number[], b: number[]) => {
  const c = 2 * a.length
  return total(mmdScales.map((scale) => (c * scale) / (c * scale + distance(a, b))))
}

function plain(a: number[][], b: number[][]): number {
  const n = a.length
  const pairs = range(n).flatMap((i) => range(n).map((j): [number, number] => [i, j]))
  const within = pairs.filter(([i, j]) => i !== j)
  return (
    total(within.map(([i, j]) => kernel(a[i]!, a[j]!) + kernel(b[i]!, b[j]!))) / (n * (n - 1)) -
    (2 * total(pairs.map(([i, j]) => kernel(a[i]!, b[j]!)))) / (n * n)
  )
}

it('measures all distances', () => {
  const [a, b] = [cloud(3, 4), cloud(5, 4)]
  const got = [...squaredDistances(toTensor(a), toTensor(b)).dataSync()]
  a.flatMap((x) => b.map((y) => distance(x, y))).forEach((want, i) => {
    expect(got[i]).toBeCloseTo(want, 4)
  })
})

it('is the unbiased estimate, written out', () => {
  const [a, b] = [cloud(6, 3), cloud(6, 3, 0.5)]
  expect(number(mmd(toTensor(a), toTensor(b)))).toBeCloseTo(plain(a, b), 4)
})

it('averages to 0 for samples of one distribution, and not for two', () => {
  const mean = (shift: number) =>
    total(range(60).map(() => number(mmd(toTensor(cloud(16, 2)), toTensor(cloud(16, 2, shift)))))) / 60
  expect(Math.abs(mean(0))).toBeLessThan(0.03)
  expect(mean(1)).toBeGreaterThan(0.5)
})
