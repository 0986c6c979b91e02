import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { families, familyById } from '../../src/engine/families'
import { look } from '../../src/engine/probes'
import type { Run } from '../../src/engine/training/run'
import { StageRecorder } from '../../src/engine/training/stage-recorder'
import type { Frame } from '../../src/protocol/events'
import type { StageReport } from '../../src/protocol/stages'
import { useSimd } from '../support/simd'
import { useCpu } from '../support/tfjs'
import { tinyImages, tinyPoints } from '../support/tiny-data'
import { advance, tinyRun, weightsOf } from '../support/tiny-run'

const backends = [
  ['cpu', useCpu],
  ['simd', useSimd],
] as const
const cases = families.flatMap((family) =>
  [tinyPoints, tinyImages]
    .filter((info) => !family.refuses?.(info))
    .map((info) => [family.id, info.kind, family, info] as const),
)

/** What a person would see on the stage, of the moment of the call. */
async function seen(run: Run): Promise<Frame[]> {
  const subject = { family: run.family, model: run.model, data: run.data, seed: 3 }
  const ids = ['samples', 'heat-map', 'gradients']
  const frames = await Promise.all(ids.map((id) => look(id, subject, run.step, { count: 8, size: 6 })))
  return frames.filter((frame) => frame !== null)
}

async function slowly(run: Run, looking = true): Promise<StageReport> {
  const recorder = new StageRecorder(looking ? () => seen(run) : undefined)
  for (const scalar of Object.values(run.advance(recorder))) scalar.dispose()
  return recorder.report(run.step)
}

describe.each(backends)('on %s', (_backend, use) => {
  beforeAll(use)

  it('tells of several updates an iteration, each by itself', async () => {
    const gan = familyById('gan')!
    const steps = { discriminatorSteps: 3, generatorSteps: 2 }
    const [straight, slow] = [tinyRun(gan, tinyPoints, steps), tinyRun(gan, tinyPoints, steps)]
    advance(straight, 4)
    advance(slow, 2)
    const { stages } = await slowly(slow)
    const moved = stages.flatMap(({ updates }) => updates.map(({ network }) => network))
    expect(moved).toEqual(['discriminator', 'discriminator', 'discriminator', 'generator', 'generator'])
    advance(slow, 1)
    expect(weightsOf(slow)).toEqual(weightsOf(straight))
    straight.dispose()
    slow.dispose()
  })

  describe.each(cases)('slow motion of %s on %s', (_id, _kind, family, info) => {
    it('leaves the run as it would have been, bit for bit, and no tensors behind', async () => {
      const [straight, slow] = [tinyRun(family, info), tinyRun(family, info)]
      advance(straight, 6)
      advance(slow, 2)
      const tensors = memory().numTensors
      await slowly(slow)
      await slowly(slow, false)
      expect(memory().numTensors).toBe(tensors)
      advance(slow, 2)
      expect(weightsOf(slow)).toEqual(weightsOf(straight))
      expect(advance(slow, 1)).toEqual(advance(straight, 1))
      straight.dispose()
      slow.dispose()
    })

    it('tells of every update with the networks that it moves, in numbers that are finite', async () => {
      const run = tinyRun(family, info)
      const before = weightsOf(run)
      const pictures = await seen(run)
      const { step, stages } = await slowly(run)
      const after = weightsOf(run)
      expect(step).toBe(1)
      expect(stages.length).toBeGreaterThanOrEqual(4)
      expect(stages.some((stage) => stage.direction === 'forward' && stage.networks.length)).toBe(true)

      const trained = Object.values(family.optimizers(run.model.config)).flatMap((spec) => spec.networks)
      const told = stages.flatMap((stage) => {
        if (stage.updates.length) expect(stage.direction, stage.label).toBe('backward')
        return stage.updates.map((update) => update.network)
      })
      expect(new Set(told)).toEqual(new Set(trained))

      for (const stage of stages) {
        for (const id of stage.networks) expect(Object.keys(run.model.networks)).toContain(id)
        for (const { label, value } of stage.numbers) expect(value, label).toSatisfy(Number.isFinite)
        for (const { label, mean, deviation, block, before: former } of stage.pictures) {
          expect([mean, deviation].every(Number.isFinite), label).toBe(true)
          expect(block.data).toHaveLength(block.shape.reduce((a, b) => a * b, 1))
          if (former) expect(former.shape).toEqual(block.shape)
        }
      }

      // The pictures of a stage are those before the iteration until weights are moved, and in the end those after it.
      const blocks = (frames?: Frame[]) => frames?.map((frame) => frame.blocks)
      const first = stages.findIndex(({ updates }) => updates.length)
      for (const stage of stages.slice(0, first)) expect(blocks(stage.frames)).toEqual(blocks(pictures))
      expect(blocks(stages.at(-1)!.frames)).toEqual(blocks(await seen(run)))
      if (pictures.length) expect(blocks(stages.at(-1)!.frames)).not.toEqual(blocks(pictures))

      // A network that is moved once an iteration: the told movement is that of its weights.
      for (const id of new Set(told.filter((id) => told.indexOf(id) === told.lastIndexOf(id)))) {
        const { moved, gradient, layers } = stages
          .flatMap(({ updates }) => updates)
          .find((u) => u.network === id)!
        const names = [...run.model.networks[id]!.trainable.keys()]
        const squares = names.flatMap((name) =>
          after[name]!.map((value, i) => (value - before[name]![i]!) ** 2),
        )
        expect(moved).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b, 0)), 4)
        expect(Math.hypot(...Object.values(layers))).toBeCloseTo(gradient, 4)
      }
      run.dispose()
    })
  })
})
