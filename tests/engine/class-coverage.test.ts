import { memory, slice, type Tensor, tensor } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { NodeSource } from '../../scripts/node-source'
import { exampleSize } from '../../src/engine/core/dataset'
import { DataError } from '../../src/engine/core/errors'
import type { Family } from '../../src/engine/core/family'
import type { Subject } from '../../src/engine/core/probe'
import { Rng } from '../../src/engine/core/rng'
import { datasets } from '../../src/engine/datasets'
import { classCoverage, classCoverageMetric } from '../../src/engine/metrics/class-coverage'
import { builtClassifier } from '../../src/engine/metrics/classifier'
import { useSimd } from '../support/simd'

beforeAll(useSimd)

describe('coverage of classes', () => {
  const rows = (...list: number[][]) => list.flat()

  it('counts the classes of the images that the classifier is sure of', () => {
    const p = rows(
      [0.95, 0.05, 0, 0, 0],
      [0.51, 0.49, 0, 0, 0],
      [0, 0.99, 0.01, 0, 0],
      [0, 0, 0.45, 0.35, 0.2],
    )
    const { classes, recognisable, classKl } = classCoverage(p, 5)
    expect(classes).toBe(2)
    expect(recognisable).toBe(0.75)
    expect(classKl).toBeCloseTo((2 / 3) * Math.log((2 / 3) * 5) + (1 / 3) * Math.log((1 / 3) * 5), 10)
  })

  it('asks for a fifth of an equal share', () => {
    const images = (often: number, seldom: number) =>
      rows(...Array.from({ length: often }, () => [1, 0]), ...Array.from({ length: seldom }, () => [0, 1]))
    expect(classCoverage(images(91, 9), 2).classes).toBe(1)
    expect(classCoverage(images(90, 10), 2).classes).toBe(2)
  })

  it('is nothing where no image is recognised', () => {
    const unsure = classCoverage(new Array(20).fill(0.1), 10)
    expect(unsure).toEqual({ classes: 0, recognisable: 0, classKl: Math.log(10) })
  })
})

const classified = datasets.filter(({ info }) => info.classifier)

describe.each(classified.map((dataset) => [dataset.info.id, dataset] as const))(
  'the classifier of %s',
  (_id, dataset) => {
    const { info } = dataset
    const load = () => dataset.load({ source: new NodeSource(), rng: new Rng(1) })

    /** A model that draws the first 1,000 test images, or what `changed` makes of them. */
    async function measured(changed: (image: Float32Array) => void) {
      const data = await load()
      const test = await data.test()
      const size = exampleSize(info.shape)
      const values = new Float32Array(1000 * size)
      for (let i = 0; i < 1000; i++) {
        test.copy(i, values, i * size)
        changed(values.subarray(i * size, (i + 1) * size))
      }
      const tensors = memory().numTensors
      const images = tensor(values, [1000, ...info.shape])
      let drawn = 0
      const sample = (_model: unknown, z: Tensor) => {
        const count = z.shape[0]!
        drawn += count
        return slice(images, [drawn - count, 0, 0, 0], [count, ...info.shape])
      }
      const family = { sample } as unknown as Family
      const model = { config: {}, data: info } as Subject['model']
      const values_ = await classCoverageMetric.measure({ family, model, data, seed: 1 })
      images.dispose()
      expect(memory().numTensors).toBe(tensors)
      return values_ as { classes: number; recognisable: number; classKl: number }
    }

    it('recognises real images of all classes, as often as its meaning says', async () => {
      const { classes, recognisable, classKl } = await measured(() => {})
      expect(classes).toBe(info.classes!.length)
      expect(classKl).toBeLessThan(0.05)
      const { meaning } = classCoverageMetric.entries.find(({ id }) => id === 'recognisable')!
      const [, said] = new RegExp(`([\\d.]+) % \\(${info.label}\\)`).exec(meaning)!
      expect(Math.abs(recognisable - Number(said))).toBeLessThan(5)
    })

    it('is sure neither of noise nor of nothing', async () => {
      const rng = new Rng(3)
      expect((await measured((image) => rng.fillUniform(image))).recognisable).toBeLessThan(10)
      expect((await measured((image) => image.fill(0))).recognisable).toBeLessThan(10)
    })

    it('is refused where its weights are not those of this network', async () => {
      const weights = new Map(await (await load()).classifier!())
      const tensors = memory().numTensors
      weights.delete([...weights.keys()][0]!)
      expect(() => builtClassifier(info, weights)).toThrow(DataError)
      expect(memory().numTensors).toBe(tensors)
    })
  },
)
