import { memory } from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { makeSession, smallConfig } from '../support/session'

const cases = [
  ['gan', 'ring', ['samples', 'heat-map']],
  ['vae', 'ring', ['samples', 'reconstructions', 'posterior']],
] as const

it.each(cases)('a checkpoint of a %s on %s shows what was seen at its step', async (model, data, ids) => {
  const { session, service, of } = makeSession()
  await session.chooseBackend('auto')
  await session.prepare(smallConfig(data, model))
  const probes = ids.map((id) => ({ id }))
  await session.watch(probes)
  for (let i = 0; i < 4; i++) await session.step()
  const { bytes } = (await service.checkpoint())!
  const live = of('frame').filter(({ frame }) => frame.step === 4)
  for (let i = 0; i < 3; i++) await session.step()

  const before = await service.checkpoint()
  const { numTensors } = memory()
  const frames = await service.lookAt(bytes, probes)
  expect(frames.map(({ probe }) => probe)).toEqual([...ids])
  for (const frame of frames) {
    expect(frame.step).toBe(4)
    const seen = live.findLast((event) => event.frame.probe === frame.probe)!.frame
    expect(frame.blocks).toEqual(seen.blocks)
    // And not what is seen now.
    const now = of('frame').findLast((event) => event.frame.probe === frame.probe)!.frame
    expect(now.step).toBe(7)
    expect(frame.blocks).not.toEqual(now.blocks)
  }
  // The run is untouched: its weights, its randomness, its step.
  expect(memory().numTensors).toBe(numTensors)
  expect((await service.checkpoint())!.bytes).toEqual(before!.bytes)
})

it('a damaged checkpoint is refused and leaves nothing behind', async () => {
  const { session, service } = makeSession()
  await session.chooseBackend('auto')
  await session.prepare(smallConfig('ring', 'gan'))
  await session.step()
  const { bytes } = (await service.checkpoint())!
  const { numTensors } = memory()
  await expect(
    service.lookAt(bytes.subarray(0, bytes.length / 2), [{ id: 'samples' }]),
  ).rejects.toMatchObject({
    name: 'FormatError',
  })
  expect(memory().numTensors).toBe(numTensors)
})
