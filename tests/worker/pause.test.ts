import { mul } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { decodeCheckpoint } from '../../src/engine/formats/checkpoint-file'
import { makeSession, smallConfig } from '../support/session'

/** A session on a device that is slow: it takes the next step, and is done with the last, only when it is told. */
async function onSlowDevice() {
  const world = makeSession()
  const { session, devices } = world
  await session.chooseBackend('auto')
  await session.prepare(smallConfig('ring', 'gan'))
  const waiting: (() => void)[] = []
  let held = true
  const wait = () => (held ? new Promise<void>((resolve) => waiting.push(resolve)) : Promise.resolve())
  devices.admit = devices.drain = wait
  const next = async () => {
    await world.until(() => waiting.length > 0, 'a step')
    waiting.shift()!()
  }
  return {
    ...world,
    next,
    /** From now on it does everything at once. */
    hurry() {
      held = false
      for (const resolve of waiting.splice(0)) resolve()
    },
    steps: () => world.of('scalars').flatMap((event) => [...event.steps]),
    upTo: (step: number) => Array.from({ length: step }, (_, i) => i + 1),
  }
}

describe('Pause', () => {
  it('is answered while the device works on the last step, and nothing of it is lost', async () => {
    const { session, status, next, hurry, steps, upTo, until } = await onSlowDevice()
    await session.watch([{ id: 'samples', options: { count: 8 } }])
    await session.train()
    for (let i = 0; i < 3; i++) await next()
    await until(() => session.run!.step === 4, 'the fourth step')
    const paused = session.pause()
    expect(status()).toMatchObject({ state: 'paused', step: 4 })
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(steps()).not.toContain(4)
    hurry()
    await paused
    expect(status()).toMatchObject({ state: 'paused', step: 4 })
    expect(steps()).toEqual(upTo(4))
  })

  it('shows where the run stands, however often it is pressed', async () => {
    const { session, of, status, next, hurry } = await onSlowDevice()
    await session.watch([{ id: 'samples', options: { count: 8 } }])
    await session.train()
    await next()
    const pauses = [session.pause(), session.pause()]
    hurry()
    await Promise.all(pauses)
    expect(of('frame').at(-1)!.frame.step).toBe(status().step)
    expect(of('measures').at(-1)!.step).toBe(status().step)
  })

  it('followed by Train at once goes on as one loop, which the next Pause ends', async () => {
    const { session, status, next, hurry, steps, upTo, until, of } = await onSlowDevice()
    await session.train()
    await next()
    await until(() => session.run!.step === 2, 'the second step')
    void session.pause()
    await session.train()
    expect(status().state).toBe('running')
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(session.run!.step).toBe(2) // the device is still busy with it
    hurry()
    await until(() => status().step > 20, 'twenty steps')
    await session.pause()
    const { step } = status()
    expect(steps()).toEqual(upTo(step))
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(session.run!.step).toBe(step)
    expect(of('problem')).toEqual([])
  })

  it('followed by Step makes just one more', async () => {
    const { session, status, next, hurry, steps, upTo, until } = await onSlowDevice()
    await session.train()
    await next()
    await until(() => session.run!.step === 2, 'the second step')
    void session.pause()
    const stepped = [session.step(), session.step()]
    hurry()
    await Promise.all(stepped)
    expect(status()).toMatchObject({ state: 'paused', step: 4 })
    expect(steps()).toEqual(upTo(4))
  })

  it('is saved with the scalars of the last step, though they come after the answer', async () => {
    const { session, service, next, hurry, upTo, until } = await onSlowDevice()
    await session.train()
    await next()
    await until(() => session.run!.step === 2, 'the second step')
    void session.pause()
    const saving = service.checkpoint()
    setTimeout(hurry, 100)
    const { checkpoint, history } = decodeCheckpoint((await saving)!.bytes)
    expect(checkpoint.header.step).toBe(2)
    expect([...history.steps]).toEqual(upTo(2))
  })

  it('and a new run at once leave nothing of the old one behind', async () => {
    const { session, status, next, hurry, of } = await onSlowDevice()
    await session.train()
    await next()
    void session.pause()
    const prepared = session.prepare(smallConfig('moons', 'vae'))
    hurry()
    await prepared
    expect(status()).toMatchObject({ state: 'paused', step: 0 })
    expect(session.run!.config.data).toBe('moons')
    expect(session.history.length).toBe(0)
    expect(of('problem')).toEqual([])
    expect(of('notice')).toEqual([])
  })

  it('ends the loop that Train began while one that went astray was not over yet', async () => {
    const { session, status, next, hurry, of, until } = await onSlowDevice()
    await session.train()
    await next()
    const weight = [...session.run!.model.networks.discriminator!.variables.values()][0]!
    weight.assign(mul(weight, Number.NaN))
    while (of('problem').length === 0) {
      await next()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await session.train()
    hurry()
    await until(() => status().step > 20, 'twenty steps')
    await session.pause()
    const { step } = session.run!
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(session.run!.step).toBe(step)
    expect(status()).toMatchObject({ state: 'paused', step })
    expect(of('problem')).toHaveLength(1)
  })

  it('before the run is built changes nothing', async () => {
    const { session, status } = makeSession()
    await session.chooseBackend('auto')
    const prepared = session.prepare(smallConfig('ring', 'gan'))
    await session.pause()
    await prepared
    expect(status()).toMatchObject({ state: 'paused', step: 0 })
  })

  it('and going on train the very same run', async () => {
    const trained = async (pauses: number[]) => {
      const { session, status, until, of } = makeSession()
      await session.chooseBackend('auto')
      await session.prepare(smallConfig('ring', 'gan'))
      for (const amount of [...pauses, 25]) {
        session.setStop({ unit: 'steps', amount })
        await session.train()
        await until(() => status().state === 'paused' && status().step === amount, `step ${amount}`)
        void session.pause()
      }
      await session.pause()
      return of('scalars').flatMap(({ values }) => [...Object.values(values)[0]!])
    }
    expect(await trained([3, 4, 11])).toEqual(await trained([]))
  })
})
