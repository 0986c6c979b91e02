import { memory } from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { decodeCheckpoint } from '../../src/engine/formats/checkpoint-file'
import type { RunConfig } from '../../src/protocol/config'
import type { Settings } from '../../src/protocol/schema'
import { makeSession, smallConfig } from '../support/session'

/** A run of a few steps, with the checkpoint of each; `change` comes before the step of its number. */
async function run(config: RunConfig, steps: number, change: Record<number, Settings> = {}) {
  const made = makeSession()
  await made.session.chooseBackend('auto')
  await made.session.prepare(config)
  const saved: Uint8Array[] = []
  for (let step = 1; step <= steps; step++) {
    made.session.change(change[step] ?? {})
    await made.session.step()
    saved[step] = (await made.service.checkpoint())!.bytes
  }
  return { ...made, saved }
}

/** All but the training time, which is an estimate. */
function contents(bytes: Uint8Array) {
  const { checkpoint, history, measures } = decodeCheckpoint(bytes)
  const { elapsedMs: _, ...header } = checkpoint.header
  const columns = Object.fromEntries(history.names.map((name) => [name, [...history.values(name)]]))
  return { header, tensors: checkpoint.tensors, steps: [...history.steps], columns, measures }
}

/** Measures are taken by the clock. */
function unmeasured(bytes: Uint8Array) {
  const { measures: _, ...others } = contents(bytes)
  return others
}

/** What the plain CPU backend trains in no time. */
const families = ['gan', 'bigan', 'vae', 'autoencoder', 'aae', 'vae-gan']

it.each(families)(
  'a run of %s is trained to an earlier step again, bit for bit, beside the run',
  async (model) => {
    const { service, saved } = await run(smallConfig('ring', model), 9)
    const { numTensors } = memory()
    const past = (await service.replay(saved[2]!, 6))!
    expect(contents(past)).toEqual(contents(saved[6]!))
    expect(contents((await service.replay(saved[5]!, 5))!)).toEqual(contents(saved[5]!))
    // The run is untouched.
    expect(memory().numTensors).toBe(numTensors)
    expect((await service.checkpoint())!.bytes).toEqual(saved[9])
    // A branch from there goes the same way on.
    const branch = makeSession()
    await branch.session.chooseBackend('auto')
    await branch.service.restore(past)
    for (let step = 7; step <= 9; step++) await branch.session.step()
    expect(unmeasured((await branch.service.checkpoint())!.bytes)).toEqual(unmeasured(saved[9]!))
  },
)

it('is not given out for another life: a setting was changed on the way', async () => {
  const { service, saved } = await run(smallConfig('ring', 'gan'), 9, { 5: { generatorRate: 0.01 } })
  expect(await service.replay(saved[2]!, 4)).not.toBeNull()
  // The fifth update is the first with the new rate; its scalars do not show that yet, those of the sixth do.
  expect(await service.replay(saved[2]!, 5)).toBeNull()
  expect(await service.replay(saved[2]!, 7)).toBeNull()
  expect(await service.replay(saved[5]!, 7)).not.toBeNull()
})

it('needs a checkpoint from before, and what the run told of the step after', async () => {
  const { service, saved } = await run(smallConfig('ring', 'gan'), 5)
  const { numTensors } = memory()
  expect(await service.replay(saved[4]!, 3)).toBeNull()
  expect(await service.replay(saved[2]!, 5)).toBeNull()
  expect(await service.replay(saved[2]!, 99)).toBeNull()
  expect(memory().numTensors).toBe(numTensors)
})

it('ends when it is told to, and when another one is asked for', async () => {
  const { service, saved } = await run(smallConfig('ring', 'gan'), 8)
  const { numTensors } = memory()
  const first = service.replay(saved[1]!, 6)
  const second = service.replay(saved[2]!, 4)
  expect(await first).toBeNull()
  expect(await second).not.toBeNull()
  const third = service.replay(saved[1]!, 6)
  service.stopReplay()
  expect(await third).toBeNull()
  expect(memory().numTensors).toBe(numTensors)
})

it('leaves a run that trains meanwhile as it would have been', async () => {
  const config: RunConfig = { ...smallConfig('ring', 'gan'), stop: { unit: 'steps', amount: 40 } }
  const alone = await run(config, 40)
  const watched = await run(config, 3)
  await watched.session.train()
  const past = watched.service.replay(watched.saved[1]!, 2)
  await watched.until(() => watched.status().step === 40 && watched.session.state === 'paused', 'the end')
  expect(await past).not.toBeNull()
  expect(unmeasured((await watched.service.checkpoint())!.bytes)).toEqual(unmeasured(alone.saved[40]!))
})
