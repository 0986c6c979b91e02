import { grad, mean, moments, ones, square, sub, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { Rng } from '../../src/engine/core/rng'
import { changeColour, cutOut, diffAugment, translate } from '../../src/engine/families/gan/augment'
import { useCpu } from '../support/tfjs'

beforeAll(useCpu)

const images = (n: number, side: number, channels: number, seed: number) => {
  const shape = [n, side, side, channels]
  return tensor(new Rng(seed).fillUniform(new Float32Array(n * side * side * channels)), shape)
}
const everything = { colour: true, translation: true, cutout: true }

describe('DiffAugment', () => {
  it('shifts a picture by whole pixels, zeros beyond the border, every shift up to an eighth', () => {
    const side = 16
    const x = images(64, side, 2, 1)
    const [before, after] = [
      x.arraySync() as number[][][][],
      translate(x, new Rng(2)).arraySync() as number[][][][],
    ]
    const seen = new Set<string>()
    before.forEach((image, i) => {
      const fits = (dy: number, dx: number) =>
        image.every((row, y) =>
          row.every((_, x0) =>
            [0, 1].every((c) => {
              const source = image[y - dy]?.[x0 - dx]?.[c] ?? 0
              return Math.abs(after[i]![y]![x0]![c]! - source) < 1e-6
            }),
          ),
        )
      const shifts = [-2, -1, 0, 1, 2].flatMap((dy) => [-2, -1, 0, 1, 2].map((dx) => [dy, dx] as const))
      const found = shifts.filter(([dy, dx]) => fits(dy, dx))
      expect(found.length).toBe(1)
      seen.add(String(found[0]))
    })
    expect(seen.size).toBeGreaterThan(15)
  })

  it('blanks at most a square of half the side, and leaves the rest', () => {
    const cut = cutOut(ones([200, 8, 8, 1]), new Rng(3)).arraySync() as number[][][][]
    const counts = cut.map((image) => image.flat(2).filter((value) => value === 0).length)
    expect(Math.max(...counts)).toBe(16)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(4)
    expect(cut.flat(3).every((value) => value === 0 || value === 1)).toBe(true)
  })

  it('changes colour by the same formula for each pixel of an image', () => {
    const x = images(50, 4, 1, 4)
    const y = changeColour(x, new Rng(5))
    // y = mean + contrast (x + brightness − mean): a line through each image's own pixels.
    tidy(() => {
      const [before, after] = [moments(x, [1, 2, 3]), moments(y, [1, 2, 3])]
      const contrast = [...after.variance.dataSync()].map((v, i) =>
        Math.sqrt(v / before.variance.dataSync()[i]!),
      )
      const brightness = [...sub(after.mean, before.mean).dataSync()]
      expect(Math.min(...contrast)).toBeGreaterThan(0.49)
      expect(Math.max(...contrast)).toBeLessThan(1.51)
      expect(Math.max(...brightness.map(Math.abs))).toBeLessThan(0.2501)
      expect(Math.max(...brightness) - Math.min(...brightness)).toBeGreaterThan(0.3)
    })
  })

  it('saturates colours about their grey', () => {
    const x = images(20, 4, 3, 6)
    const grey = (image: Tensor) => sub(image, mean(image, 3, true))
    const ratio = tidy(() => {
      const [before, after] = [grey(x), grey(changeColour(x, new Rng(7)))]
      return [...sum(square(after), [1, 2, 3]).dataSync()].map(
        (value, i) => value / sum(square(before), [1, 2, 3]).dataSync()[i]!,
      )
    })
    expect(Math.min(...ratio)).toBeLessThan(0.5)
    expect(Math.max(...ratio)).toBeGreaterThan(1.5)
  })

  it('lets gradients through: they agree with central differences', () => {
    const x = images(2, 8, 1, 8)
    const weights = images(2, 8, 1, 9)
    const loss = (image: Tensor) => sum(square(sub(diffAugment(image, everything, new Rng(10)), weights)))
    const gradient = grad(loss)(x).dataSync()
    const values = x.dataSync()
    const rng = new Rng(11)
    for (let trial = 0; trial < 12; trial++) {
      const index = rng.integer(values.length)
      const at = (shift: number) =>
        tidy(() => {
          const moved = values.slice()
          moved[index] = moved[index]! + shift
          return loss(tensor(moved, x.shape)).dataSync()[0]!
        })
      const difference = (at(0.05) - at(-0.05)) / 0.1
      expect(gradient[index]!).toBeCloseTo(difference, 2)
    }
    expect(gradient.some((value) => value !== 0)).toBe(true)
  })

  it('treats real and generated images alike: equal images, equal statistics', () => {
    const rng = new Rng(12)
    const x = ones([400, 8, 8, 1])
    const statistics = () =>
      tidy(() => {
        const { mean: m, variance } = moments(diffAugment(x, everything, rng))
        return [m.dataSync()[0]!, variance.dataSync()[0]!]
      })
    const [real, fake] = [statistics(), statistics()]
    expect(real).not.toEqual(fake) // drawn independently …
    real.forEach((value, i) => {
      expect(value).toBeCloseTo(fake[i]!, 1) // … from one distribution
    })
  })
})
