import { mul } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { decodeCheckpoint } from '../../src/engine/formats/checkpoint-file'
import { steadyTime } from '../../src/worker/steady-time'
import { makeSession, smallConfig } from '../support/session'

const started = async () => {
  const world = makeSession()
  await world.session.chooseBackend('auto')
  await world.session.prepare(smallConfig('ring', 'gan'))
  return world
}

describe('a device that is lost', () => {
  it('ends the session with the latest copy of the run, and nothing more is told', async () => {
    const { session, service, devices, of, status, until, events } = await started()
    await session.train()
    await until(() => status().step > 10, 'ten steps')
    const saved = (await service.checkpoint())!
    await until(() => status().step > saved.step + 5, 'further steps')
    devices.lose()
    expect(of('lost')).toHaveLength(1)
    expect(of('lost')[0]!.saved).toMatchObject({ step: saved.step, finite: true, bytes: saved.bytes })
    expect(status().state).toBe('failed')
    const told = events.length
    await session.pause()
    devices.lose()
    expect(events.slice(told).map(({ type }) => type)).toEqual([])
    // The copy is a run that another session goes on with.
    const other = makeSession()
    await other.session.chooseBackend('auto')
    await other.service.restore(of('lost')[0]!.saved!.bytes)
    expect(other.status()).toMatchObject({ state: 'paused', step: saved.step })
    expect(other.session.history.lastStep).toBe(saved.step)
    // Lost again before it was saved again, it is still the same copy.
    other.devices.lose()
    expect(other.of('lost')[0]!.saved).toMatchObject({ step: saved.step, bytes: saved.bytes })
  })

  it('is noticed by what it answers, too: nothing read from it is taken for a result', async () => {
    const { session, service, devices, of } = await started()
    for (let i = 0; i < 3; i++) await session.step()
    await service.checkpoint()
    devices.lost = true // and no event has come yet
    await expect(service.checkpoint()).rejects.toMatchObject({ name: 'DeviceError' })
    const rows = of('scalars').length
    await session.step()
    expect(of('scalars').length).toBe(rows)
    devices.lose()
    expect(of('lost')[0]!.saved!.step).toBe(3)
  })
})

describe('a checkpoint taken while the run goes on', () => {
  it('holds every scalar up to its step, and none of later ones', async () => {
    const { session, service, status, until } = await started()
    await session.train()
    for (let round = 1; round <= 5; round++) {
      await until(() => status().step > 20 * round, 'steps')
      const { bytes, step } = (await service.checkpoint())!
      const { history } = decodeCheckpoint(bytes)
      expect([...history.steps]).toEqual(Array.from({ length: step }, (_, i) => i + 1))
    }
    expect(status().state).toBe('running')
    await session.pause()
  })

  it('says when its weights are not finite, and is not what is gone back to', async () => {
    const { session, service, devices, of } = await started()
    await session.step()
    await service.checkpoint()
    const weight = [...session.run!.model.networks.generator!.variables.values()][0]!
    weight.assign(mul(weight, Number.POSITIVE_INFINITY))
    expect(await service.checkpoint()).toMatchObject({ step: 1, finite: false })
    await session.step()
    devices.lose()
    expect(of('lost')[0]!.saved).toMatchObject({ step: 1, finite: true })
  })
})

describe('time spent training', () => {
  it('neither goes back nor leaps, whatever the clock does', () => {
    let clock = 1e9
    const now = steadyTime(() => clock)
    const at = (change: number) => {
      clock += change
      return now()
    }
    expect(at(0)).toBe(0)
    expect(at(250)).toBe(250)
    expect(at(-7_200_000)).toBe(250) // set back by two hours
    expect(at(100)).toBe(350)
    expect(at(8 * 3_600_000)).toBe(60_350) // a night's sleep counts as a minute
    expect(at(100)).toBe(60_450)
    expect(at(Number.NaN)).toBe(60_450)
  })
})
