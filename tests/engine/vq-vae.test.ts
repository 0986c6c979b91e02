import { grad, square, sum, type Tensor, type Tensor1D, tensor, tensor1d } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Family, Model } from '../../src/engine/core/family'
import { Rng } from '../../src/engine/core/rng'
import { familyById } from '../../src/engine/families'
import {
  lookUp,
  makeCodebook,
  nearestCodes,
  perplexity,
  updateCodebook,
} from '../../src/engine/families/vq-vae/codebook'
import { drawCodes, priorCost } from '../../src/engine/families/vq-vae/prior'
import type { VqVaeConfig } from '../../src/engine/families/vq-vae/schema'
import { stopGradient, straightThrough } from '../../src/engine/losses/gradient-routing'
import { range, total } from '../support/closed-forms'
import { useCpu } from '../support/tfjs'
import { tinyImages } from '../support/tiny-data'
import { advance, tinyRun } from '../support/tiny-run'

beforeAll(useCpu)

const numbers = (x: Tensor) => [...x.dataSync()]
const close = (got: number[], want: number[], digits = 5) =>
  want.forEach((value, i) => {
    expect(got[i]).toBeCloseTo(value, digits)
  })

describe('gradients past the quantisation', () => {
  const [from, to] = [tensor([1, 2, 3]), tensor([10, 20, 30])]

  it('go straight through: forwards the code, backwards the output', () => {
    expect(numbers(straightThrough(from, to))).toEqual([10, 20, 30])
    expect(numbers(grad((x: Tensor) => sum(square(straightThrough(x, to))))(from))).toEqual([20, 40, 60])
    expect(numbers(grad((x: Tensor) => sum(square(straightThrough(from, x))))(to))).toEqual([0, 0, 0])
  })

  it('stop where they are told to', () => {
    expect(numbers(stopGradient(from))).toEqual([1, 2, 3])
    expect(numbers(grad((x: Tensor) => sum(square(stopGradient(x))))(from))).toEqual([0, 0, 0])
  })
})

describe('the codebook', () => {
  const start = [0, 0, 1, 1, 5, 5]
  const z = [0.1, 0, 0.2, -0.2, 0.9, 1.3, -0.1, 0.1]
  const make = () => {
    const book = makeCodebook(3, 2, new Rng(1))
    book.codes.assign(tensor(start, [3, 2]) as never)
    book.sums.assign(tensor(start, [3, 2]) as never)
    return book
  }

  it('names the nearest code of each output', () => {
    const indices = nearestCodes(make(), tensor(z, [4, 2]))
    expect(numbers(indices)).toEqual([0, 0, 1, 0])
    expect(numbers(lookUp(make(), indices))).toEqual([0, 0, 0, 0, 1, 1, 0, 0])
  })

  it('follows its outputs by moving averages, as by hand', () => {
    const book = make()
    updateCodebook(book, tensor(z, [4, 2]), tensor1d([0, 0, 1, 0], 'int32'), 0.9, 0, new Rng(1))
    const counts = [0.9 + 0.1 * 3, 0.9 + 0.1, 0.9]
    close(numbers(book.counts), counts)
    const sums = [0.1 * 0.2, 0.1 * -0.1, 0.9 + 0.1 * 0.9, 0.9 + 0.1 * 1.3, 4.5, 4.5]
    close(numbers(book.sums), sums)
    close(
      numbers(book.codes),
      sums.map((value, i) => value / counts[Math.floor(i / 2)]!),
      3,
    )
  })

  it('starts an unused code again at one of the outputs', () => {
    const book = make()
    for (let i = 0; i < 60; i++)
      updateCodebook(book, tensor(z, [4, 2]), nearestCodes(book, tensor(z, [4, 2])), 0.9, 0.1, new Rng(i))
    const codes = numbers(book.codes)
    for (const k of range(3)) {
      const distances = range(4).map((i) =>
        Math.hypot(z[2 * i]! - codes[2 * k]!, z[2 * i + 1]! - codes[2 * k + 1]!),
      )
      expect(Math.min(...distances)).toBeLessThan(0.4)
    }
    expect(new Set(numbers(nearestCodes(book, tensor(z, [4, 2])))).size).toBe(3)
  })

  it('counts the codes in play', () => {
    expect(numbers(perplexity(tensor1d([0, 1, 2, 3], 'int32'), 8))[0]).toBeCloseTo(4, 3)
    expect(numbers(perplexity(tensor1d([5, 5, 5, 5], 'int32'), 8))[0]).toBeCloseTo(1, 3)
    const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25))
    expect(numbers(perplexity(tensor1d([1, 1, 1, 0], 'int32'), 8))[0]).toBeCloseTo(Math.exp(entropy), 3)
  })
})

const family = familyById('vq-vae') as Family
const settings = { architecture: 'mlp', positions: 3, codebookSize: 4, codeDim: 2, priorWidth: 8 }
const asVq = (model: Model) => model as unknown as Model<VqVaeConfig>
const bookOf = ({ state }: Model) => ({ codes: state.codes!, counts: state.counts!, sums: state.sums! })

describe('the prior over codes', () => {
  const words = range(64).map((word) => range(3).map((i) => Math.floor(word / 4 ** i) % 4))

  it('gives all words together the probability 1, and draws each as often as it says', () => {
    const run = tinyRun(family, tinyImages, settings)
    advance(run, 30)
    const indices = tensor1d(words.flat(), 'int32')
    const vectors = lookUp(bookOf(run.model), indices as Tensor1D)
    const grid = tensor(numbers(vectors), [64, 1, 3, 2])
    const mass = numbers(priorCost(asVq(run.model), grid, indices, false)).map((cost) => Math.exp(-cost))
    expect(total(mass)).toBeCloseTo(1, 4)

    const n = 4000
    const noise = tensor(new Rng(2).fillNormal(new Float32Array(3 * n)), [n, 3])
    const drawn = drawCodes(asVq(run.model), bookOf(run.model), noise)
    const codes = numbers(nearestCodes(bookOf(run.model), tensor(numbers(drawn), [3 * n, 2])))
    const counts = range(64).map(() => 0)
    for (const i of range(n)) counts[codes[3 * i]! + 4 * codes[3 * i + 1]! + 16 * codes[3 * i + 2]!]!++
    const distance = total(mass.map((p, word) => Math.abs(p - counts[word]! / n))) / 2
    expect(distance).toBeLessThan(0.06)
    run.dispose()
  })

  it('begins at its step', () => {
    const run = tinyRun(family, tinyImages, { ...settings, priorStart: 3 })
    expect(advance(run, 3)).not.toHaveProperty('priorLoss')
    expect(advance(run, 1)).toHaveProperty('priorLoss')
    run.dispose()
  })
})

it.each([
  settings,
  { architecture: 'convolutional', activation: 'leakyRelu', codeDim: 4, codebookSize: 8, priorWidth: 8 },
])('learns to reconstruct and to spell with %o', (chosen) => {
  const run = tinyRun(family, tinyImages, {
    encoderWidth: 8,
    decoderWidth: 8,
    ...chosen,
    loss: 'squaredError',
    rate: 0.01,
    priorRate: 0.01,
  })
  const first = advance(run, 1)
  const last = advance(run, chosen.architecture === 'mlp' ? 100 : 70)
  expect(last.reconstruction).toBeLessThan(0.6 * first.reconstruction!)
  if (chosen.architecture === 'mlp') expect(last.priorLoss).toBeLessThan(first.priorLoss!)
  expect(last.perplexity).toBeGreaterThan(1)
  run.dispose()
})
