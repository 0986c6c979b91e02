import { memory, tensor, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { canLook, servesNow } from '../../src/engine/core/probe'
import { Rng } from '../../src/engine/core/rng'
import { families } from '../../src/engine/families'
import { metricsFor } from '../../src/engine/metrics'
import { look, probes } from '../../src/engine/probes'
import { disposeSnapshot, download, noiseOf, Run } from '../../src/engine/training/run'
import { conflictsIn } from '../../src/protocol/conflicts'
import type { Field } from '../../src/protocol/schema'
import { useCpu } from '../support/tfjs'
import { tinyData, tinyImages, tinyPoints } from '../support/tiny-data'
import {
  advance,
  familyFields,
  settingsFor,
  tinyConfig,
  tinyRun,
  tinySettings,
  weightsOf,
} from '../support/tiny-run'

beforeAll(useCpu)

const cases = families.flatMap((family) =>
  [tinyPoints, tinyImages]
    .filter((info) => !family.refuses?.(info))
    .map((info) => [family.id, info.kind, family, info] as const),
)

it('knows each family by its own id', () => {
  expect(new Set(families.map((family) => family.id)).size).toBe(families.length)
})

describe.each(cases)('%s on %s', (_id, _kind, family, info) => {
  const code = (n: number, dimension: number) =>
    tensor(Rng.stream(7, 'code').fillNormal(new Float32Array(n * dimension)), [n, dimension])
  const examples = (n: number) => {
    const { train } = tinyData(info)
    const size = info.shape.reduce((a, b) => a * b, 1)
    const values = new Float32Array(n * size)
    for (let i = 0; i < n; i++) train.copy(i, values, i * size)
    return tensor(values, [n, ...info.shape])
  }

  it('gives tensors of the promised shapes', () => {
    const run = tinyRun(family, info)
    const { model } = run
    const dimension = family.latentDim?.(model.config, info) ?? 1
    tidy(() => {
      const shapes: Record<string, number[] | undefined> = {
        sample: family.sample?.(model, code(4, dimension)).shape,
        decode: family.decode?.(model, code(4, dimension)).shape,
        encode: family.encode?.(model, examples(4)).shape,
        reconstruct: family.reconstruct?.(model, examples(4)).shape,
        score: family.score?.(model, examples(4)).shape,
        critic: family.critic?.(model, examples(4)).shape,
        posteriorMean: family.posterior?.(model, examples(4)).mean.shape,
        posteriorLogVariance: family.posterior?.(model, examples(4)).logVariance.shape,
        posteriorDecode: family.posterior?.(model, examples(2)).decode(code(4, dimension)).shape,
        observe: family.observe?.(model, code(4, dimension))?.deviation.shape,
        elbo: family.elbo?.(model, examples(4), noiseOf(new Rng(3))).shape,
      }
      const promised: Record<string, number[]> = {
        sample: [4, ...info.shape],
        decode: [4, ...info.shape],
        encode: [4, dimension],
        reconstruct: [4, ...info.shape],
        score: [4],
        critic: [4],
        posteriorMean: [4, dimension],
        posteriorLogVariance: [4, dimension],
        posteriorDecode: [4, ...info.shape],
        observe: [4, ...info.shape],
        elbo: [4],
      }
      for (const [name, shape] of Object.entries(shapes))
        if (shape) expect(shape, name).toEqual(promised[name])
      if (info.kind !== 'image') return
      for (const made of [
        family.sample?.(model, code(4, dimension)),
        family.reconstruct?.(model, examples(4)),
      ]) {
        if (made)
          for (const value of made.dataSync()) expect(value).toSatisfy((v: number) => v >= 0 && v <= 1)
      }
    })
    run.dispose()
  })

  it('describes the networks that it builds', () => {
    const run = tinyRun(family, info)
    for (const network of Object.values(run.model.networks)) {
      const counted = [...network.trainable.values()].reduce((total, variable) => total + variable.size, 0)
      expect(network.description.parameters).toBe(counted)
    }
    const named = family
      .flow(run.model.config, info)
      .flatMap((node) => (node.kind === 'network' ? [node.network] : []))
    for (const id of named) expect(Object.keys(run.model.networks)).toContain(id)
    run.dispose()
  })

  it('reports finite scalars, each a series that the family describes', () => {
    const run = tinyRun(family, info)
    const scalars = advance(run, 5)
    const series = family.series.map((entry) => entry.id)
    expect(Object.keys(scalars).length).toBeGreaterThan(0)
    for (const [name, value] of Object.entries(scalars)) {
      expect(series).toContain(name)
      expect(value, name).toSatisfy(Number.isFinite)
    }
    run.dispose()
  })

  it('changes the weights of every network that an optimizer moves', () => {
    const run = tinyRun(family, info)
    const before = weightsOf(run)
    advance(run, 3)
    const after = weightsOf(run)
    for (const spec of Object.values(family.optimizers(run.model.config))) {
      for (const id of spec.networks) {
        const names = [...run.model.networks[id]!.trainable.keys()]
        expect(
          names.some((name) => before[name]!.some((value, i) => value !== after[name]![i])),
          id,
        ).toBe(true)
      }
    }
    run.dispose()
  })

  it('keeps the number of tensors between step 10 and step 40', () => {
    const before = memory().numTensors
    const run = tinyRun(family, info)
    advance(run, 10)
    const early = memory().numTensors
    advance(run, 30)
    expect(memory().numTensors).toBe(early)
    run.dispose()
    expect(memory().numTensors).toBe(before)
  })

  it('is a function of configuration and seed', () => {
    const [one, same, other] = [
      tinyRun(family, info, {}, 5),
      tinyRun(family, info, {}, 5),
      tinyRun(family, info, {}, 6),
    ]
    expect(advance(one, 4)).toEqual(advance(same, 4))
    expect(weightsOf(one)).toEqual(weightsOf(same))
    advance(other, 4)
    expect(weightsOf(other)).not.toEqual(weightsOf(one))
    for (const run of [one, same, other]) run.dispose()
  })

  it('goes on from a checkpoint bit for bit', async () => {
    const straight = tinyRun(family, info)
    advance(straight, 13) // crosses an epoch: 96 examples, batches of 8
    const snapshot = straight.snapshot()
    const checkpoint = await download(snapshot)
    disposeSnapshot(snapshot)
    const resumed = new Run(tinyConfig(family, info), tinyData(info))
    resumed.restore(structuredClone(checkpoint))
    const dimension = family.latentDim?.(straight.model.config, info) ?? 1
    const draw = (run: Run) => tidy(() => [...family.sample!(run.model, code(3, dimension)).dataSync()])
    if (family.sample) expect(draw(resumed)).toEqual(draw(straight))
    expect(advance(resumed, 5)).toEqual(advance(straight, 5))
    expect(weightsOf(resumed)).toEqual(weightsOf(straight))
    expect(resumed.step).toBe(18)
    straight.dispose()
    resumed.dispose()
  })

  it('goes back to a snapshot, also after moving on', () => {
    const run = tinyRun(family, info)
    advance(run, 2)
    const then = weightsOf(run)
    const snapshot = run.snapshot()
    const first = advance(run, 3)
    run.rewind(snapshot)
    expect(weightsOf(run)).toEqual(then)
    expect(advance(run, 3)).toEqual(first)
    disposeSnapshot(snapshot)
    run.dispose()
  })

  const liveSettings = (field: Field) =>
    settingsFor(field, familyFields(family, info), tinySettings(family, info))
  const live = familyFields(family, info).filter(
    (field) => field.live && !conflictsIn(family.conflicts, liveSettings(field), info).length,
  )
  /** Weights, and samples, in which a setting may show that training does not know. */
  const state = (run: Run) => {
    const dimension = family.latentDim?.(run.model.config, info) ?? 1
    const drawn = tidy(() => family.sample && [...family.sample(run.model, code(3, dimension)).dataSync()])
    return { ...weightsOf(run), drawn }
  }
  it.each(live.map((field) => [field.key, field] as const))(
    'lets %s take effect at the next step',
    (key, field) => {
      const base = liveSettings(field)
      const [still, changed] = [tinyRun(family, info, base), tinyRun(family, info, base)]
      advance(still, 2)
      advance(changed, 2)
      if (field.type === 'switch') changed.change({ [key]: !base[key] })
      else if (field.type === 'choice')
        changed.change({ [key]: field.values.find((value) => value !== base[key])! })
      else changed.change({ [key]: base[key] === field.maximum ? field.minimum : field.maximum })
      advance(still, 1)
      advance(changed, 1)
      expect(state(changed)).not.toEqual(state(still))
      still.dispose()
      changed.dispose()
    },
  )

  const visible = probes.filter((probe) => canLook(probe, family, info.kind))
  it.each(visible.map((probe) => probe.id))('shows the probe %s without changing the run', async (id) => {
    const run = tinyRun(family, info)
    const twin = tinyRun(family, info)
    const tensors = memory().numTensors
    const subject = { family, model: run.model, data: run.data, seed: 1 }
    const frame = await look(id, subject, 0, { count: 6, size: 5 })
    expect(memory().numTensors).toBe(tensors)
    const probe = probes.find((one) => one.id === id)!
    expect(frame !== null).toBe(servesNow(probe, subject))
    for (const block of Object.values(frame?.blocks ?? {})) {
      expect(block.data.length).toBe(block.shape.reduce((a, b) => a * b, 1))
      expect([...block.data].every(Number.isFinite)).toBe(true)
    }
    expect(advance(run, 2)).toEqual(advance(twin, 2))
    run.dispose()
    twin.dispose()
  })

  it('can be measured by every metric that applies, the same twice', async () => {
    const run = tinyRun(family, info)
    const subject = { family, model: run.model, data: run.data, seed: 1 }
    for (const metric of metricsFor(family, info, run.model.config)) {
      const tensors = memory().numTensors
      const values = await metric.measure(subject)
      expect(Object.keys(values).sort()).toEqual(metric.entries.map((entry) => entry.id).sort())
      for (const value of Object.values(values)) expect(value).toSatisfy(Number.isFinite)
      expect(await metric.measure(subject)).toEqual(values)
      expect(memory().numTensors).toBe(tensors)
    }
    run.dispose()
  })
})
