import { type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { Rng } from '../../src/engine/core/rng'
import { type AdversarialLossId, adversarialLosses } from '../../src/engine/losses/adversarial'
import { useCpu } from '../support/tfjs'

beforeAll(useCpu)

/** The losses once more, in doubles and in the form in which the papers print them. */
const sigmoid = (s: number) => 1 / (1 + Math.exp(-s))
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
const pairs = (real: number[], fake: number[], f: (r: number, s: number) => number) =>
  mean(real.map((r, i) => f(r, fake[i]!)))

interface Reference {
  d: (real: number[], fake: number[], t: number) => number
  g: (fake: number[], real: number[]) => number
}
const crossEntropy: Reference['d'] = (real, fake, t) =>
  -mean(real.map((s) => t * Math.log(sigmoid(s)) + (1 - t) * Math.log(1 - sigmoid(s)))) -
  mean(fake.map((s) => Math.log(1 - sigmoid(s))))
const references: Record<AdversarialLossId, Reference> = {
  minimax: { d: crossEntropy, g: (fake) => mean(fake.map((s) => Math.log(1 - sigmoid(s)))) },
  nonSaturating: { d: crossEntropy, g: (fake) => -mean(fake.map((s) => Math.log(sigmoid(s)))) },
  leastSquares: {
    d: (real, fake, t) => mean(real.map((s) => (s - t) ** 2)) / 2 + mean(fake.map((s) => s * s)) / 2,
    g: (fake) => mean(fake.map((s) => (s - 1) ** 2)) / 2,
  },
  wasserstein: { d: (real, fake) => mean(fake) - mean(real), g: (fake) => -mean(fake) },
  hinge: {
    d: (real, fake) => mean(real.map((s) => Math.max(0, 1 - s))) + mean(fake.map((s) => Math.max(0, 1 + s))),
    g: (fake) => -mean(fake),
  },
  relativistic: {
    d: (real, fake) => -pairs(real, fake, (r, f) => Math.log(sigmoid(r - f))),
    g: (fake, real) => -pairs(real, fake, (r, f) => Math.log(sigmoid(f - r))),
  },
}

const value = (make: () => Tensor) => tidy(() => make().dataSync()[0]!)

describe.each(Object.keys(references) as AdversarialLossId[])('%s', (id) => {
  const loss = adversarialLosses[id]
  const rng = new Rng(11)
  const draw = (n: number) => Array.from({ length: n }, () => 3 * rng.normal())

  it.each([1, 7, 64])('agrees with its formula on %i random logits', (n) => {
    const [real, fake] = [draw(n), draw(n)]
    const [r, f] = [tensor1d(real), tensor1d(fake)]
    for (const target of [1, 0.9])
      expect(value(() => loss.discriminator(r, f, target))).toBeCloseTo(
        references[id].d(real, fake, target),
        4,
      )
    expect(value(() => loss.generator(f, r))).toBeCloseTo(references[id].g(fake, real), 4)
  })

  it('stays finite at logits of ±500, and gives probabilities that rise with the logit', () => {
    for (const s of [-500, 500]) {
      const logits = tensor1d([s])
      expect(value(() => loss.discriminator(logits, logits, 0.9))).toSatisfy(Number.isFinite)
      expect(value(() => loss.generator(logits, logits))).toSatisfy(Number.isFinite)
    }
    const scores = tidy(() => [...loss.probability(tensor1d([-500, -1, 0, 1, 500])).dataSync()])
    for (const score of scores) expect(score).toSatisfy((p: number) => p >= 0 && p <= 1)
    expect(scores).toEqual([...scores].sort((a, b) => a - b))
  })
})
