import { memory, mul } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { NodeSource } from '../../scripts/node-source'
import { DataError } from '../../src/engine/core/errors'
import { catalogue, makeSession, smallConfig } from '../support/session'

const started = async () => {
  const world = makeSession()
  await world.session.chooseBackend('auto')
  await world.session.prepare(smallConfig('ring', 'gan'))
  return world
}

describe('a session', () => {
  it('builds, shows step 0, trains, pauses and steps', async () => {
    const { session, of, status, until } = await started()
    await session.watch([
      { id: 'samples', options: { count: 16 } },
      { id: 'heat-map', options: { size: 4 } },
    ])
    expect(status()).toMatchObject({ state: 'paused', step: 0 })
    expect(of('run')).toHaveLength(1)
    expect(of('frame').map(({ frame }) => [frame.probe, frame.step])).toEqual([
      ['samples', 0],
      ['heat-map', 0],
    ])
    await session.train()
    await until(() => status().step > 5, 'five steps')
    await session.pause()
    const { step } = status()
    expect(status().state).toBe('paused')
    expect(of('frame').at(-1)!.frame.step).toBe(step)
    await session.step()
    expect(status().step).toBe(step + 1)
  })

  it('empties the device’s queue when it pauses, and passes interactions on', async () => {
    const { session, devices, service, status, until } = await started()
    await session.train()
    await until(() => status().step > 2, 'two steps')
    service.interacted()
    await session.pause()
    expect(devices.asked).toContain('interacted')
    expect(devices.asked.at(-1)).toBe('drain')
    expect(devices.asked.filter((call) => call === 'drain')).toHaveLength(1)
  })

  it('warns of a gradient penalty where numbers have 16 bits, and only there', async () => {
    const { session, devices, of } = makeSession()
    await session.chooseBackend('auto')
    const penalised = smallConfig('ring', 'gan', { gradientPenalty: true })
    await session.prepare(penalised)
    expect(of('notice')).toEqual([])
    devices.coarse = true
    await session.prepare(penalised)
    expect(of('notice').at(-1)).toMatchObject({
      level: 'warning',
      text: expect.stringMatching(/the gradient penalty is unsafe/),
    })
    const told = of('notice').length
    await session.prepare(smallConfig('ring', 'gan'))
    await session.prepare(smallConfig('ring', 'vae'))
    expect(of('notice')).toHaveLength(told)
  })

  it('takes throw-away measures where a device warms up, so that none compiles amid training', async () => {
    const { session, devices, of, events } = makeSession()
    await session.chooseBackend('auto')
    await session.prepare(smallConfig('ring', 'gan'))
    const tensors = memory().numTensors
    devices.warms = true
    await session.prepare(smallConfig('ring', 'gan'))
    expect(of('status').map(({ status }) => status.activity)).toContain('Preparing the measures')
    expect(of('measures')).toEqual([])
    expect(events.filter(({ type }) => type === 'problem' || type === 'notice')).toEqual([])
    expect(memory().numTensors).toBe(tensors)
  })

  it('reports every step’s scalars once, in order', async () => {
    const { session, of, status, until } = await started()
    await session.train()
    await until(() => status().step > 30, 'thirty steps')
    await session.pause()
    const steps = of('scalars').flatMap((event) => [...event.steps])
    expect(steps).toEqual(Array.from({ length: status().step }, (_, i) => i + 1))
    for (const { values, steps } of of('scalars'))
      for (const column of Object.values(values)) expect(column).toHaveLength(steps.length)
  })

  it('resets to the same initial weights', async () => {
    const { session, of, status, until } = await started()
    await session.watch([{ id: 'samples', options: { count: 8 } }])
    const first = of('frame').at(-1)!.frame
    await session.train()
    await until(() => status().step > 3, 'three steps')
    await session.pause()
    expect(of('frame').at(-1)!.frame.blocks.points!.data).not.toEqual(first.blocks.points!.data)
    await session.reset()
    await until(() => of('frame').at(-1)!.frame.step === 0, 'the first picture')
    expect(of('frame').at(-1)!.frame.blocks).toEqual(first.blocks)
    expect(session.history.length).toBe(0)
  })

  it('stops by itself at the stop condition, and says so', async () => {
    const { session, status, until } = await started()
    session.setStop({ unit: 'steps', amount: 7 })
    await session.train()
    await until(() => status().state === 'paused' && status().step === 7, 'the stop')
    expect(status()).toMatchObject({ stopProgress: 1, pausedBy: 'Stopped after 7 steps' })
    await session.train()
    expect(status().state).toBe('paused')
    expect(status().pausedBy).toMatch(/already reached/)
    session.setStop({ unit: 'steps', amount: 9 })
    await session.train()
    await until(() => status().step === 9, 'two more steps')
  })

  it('holds as many tensors paused after step 200 as after step 10', async () => {
    const { session, status, until } = await started()
    const at = async (amount: number) => {
      session.setStop({ unit: 'steps', amount })
      await session.train()
      await until(() => status().state === 'paused' && status().step === amount, `step ${amount}`)
      await session.pause()
      return memory().numTensors
    }
    const early = await at(10)
    expect(await at(200)).toBe(early)
  })

  it('pauses at a loss that is not finite, names it, and keeps the last good weights', async () => {
    const { session, of, status, until } = await started()
    session.setStop({ unit: 'steps', amount: 5 })
    await session.train()
    await until(() => status().step === 5 && status().state === 'paused', 'five steps')
    await session.pause()
    const weight = [...session.run!.model.networks.discriminator!.variables.values()][0]!
    weight.assign(mul(weight, Number.NaN))
    session.setStop({ unit: 'never', amount: 1 })
    await session.train()
    await until(() => of('problem').length > 0, 'the problem')
    const { problem } = of('problem')[0]!
    expect(problem.name).toBe('DivergenceError')
    expect(problem.message).toMatch(
      /^“(generator|discriminator|real|fake)” under “(Losses|Score of D)” is no longer/,
    )
    expect(problem.message).toMatch(/step 6/)
    await session.pause()
    expect(status().state).toBe('paused')
    for (const variable of session.run!.model.networks.discriminator!.variables.values())
      expect([...variable.dataSync()].every(Number.isFinite)).toBe(true)
    expect(status().step).toBeLessThanOrEqual(5)
    const before = of('scalars').length
    await session.step()
    expect(of('scalars').length).toBe(before + 1)
    expect(of('problem')).toHaveLength(1)
  })

  it('lets a newer configuration overtake an older one', async () => {
    const { session, of, status } = await started()
    await Promise.all([
      session.prepare(smallConfig('ring', 'gan', { latentDim: 4 })),
      session.prepare(smallConfig('moons', 'vae')),
      session.prepare(smallConfig('circles', 'vae', { latentDim: 5 })),
    ])
    expect(status().state).toBe('paused')
    expect(session.run!.config.data).toBe('circles')
    expect(of('run').at(-1)!.description.networks[1]!.inputShape).toEqual([5])
  })

  it('stops fetching what an overtaken configuration had begun to load', async () => {
    const files = new NodeSource()
    const stopped: string[] = []
    const { session, of, until } = makeSession({
      read: (path, options) => {
        if (!/train-0[1-9]/.test(path)) return files.read(path, options)
        return new Promise((_, reject) =>
          options?.signal?.addEventListener('abort', () => {
            stopped.push(path)
            reject(new Error('stopped'))
          }),
        )
      },
    })
    const slow = session.prepare(smallConfig('mnist', 'vae'))
    await until(() => of('data').length > 0, 'the first shard')
    await Promise.all([slow, session.prepare(smallConfig('ring', 'gan'))])
    expect(session.run!.config.data).toBe('ring')
    expect(stopped).not.toEqual([])
  })

  it('refuses what cannot be built, with the run untouched', async () => {
    const { session, status, service } = await started()
    await session.step()
    const bad = {
      ...smallConfig('ring', 'gan'),
      settings: { ...smallConfig('ring', 'gan').settings, latentDim: -1 },
    }
    await expect(service.prepare(bad)).rejects.toMatchObject({
      name: 'ConfigError',
      next: expect.stringMatching(/./),
    })
    await expect(service.prepare({ ...bad, data: 'nowhere' })).rejects.toMatchObject({ name: 'ConfigError' })
    expect(status()).toMatchObject({ state: 'paused', step: 1 })
  })

  it('fails with the data’s own sentence, and starts once the data can be had', async () => {
    let broken = true
    const files = new NodeSource()
    const { session, status, of } = makeSession({
      read: (path, options) =>
        broken
          ? Promise.reject(new DataError(`"${path}" is missing.`, 'Try again.'))
          : files.read(path, options),
    })
    await session.chooseBackend('auto')
    await expect(session.prepare(smallConfig('mnist', 'vae'))).rejects.toThrow(/missing/)
    expect(status().state).toBe('failed')
    expect(of('problem').at(-1)!.problem).toMatchObject({ name: 'DataError', next: 'Try again.' })
    broken = false
    await session.retryData()
    expect(status()).toMatchObject({ state: 'paused', step: 0 })
  })

  it('changes live settings for the next step, and refuses what is out of range', async () => {
    const { session, service } = await started()
    await service.change({ generatorRate: 0.01 })
    expect(session.run!.config.settings.generatorRate).toBe(0.01)
    await expect(service.change({ generatorRate: 99 })).rejects.toMatchObject({ name: 'ConfigError' })
    expect(session.run!.config.settings.generatorRate).toBe(0.01)
  })

  it('carries the run over to another backend, at its step', async () => {
    const { session, status, devices, of } = await started()
    await session.step()
    await session.step()
    await session.chooseBackend('cpu')
    expect(status()).toMatchObject({ state: 'paused', step: 2 })
    expect(of('device').at(-1)!.device.choice).toBe('cpu')
    devices.broken = new Error('no such device')
    await expect(session.chooseBackend('webgl')).rejects.toThrow('no such device')
    expect(status()).toMatchObject({ state: 'paused', step: 2 })
    await session.step()
    expect(status().step).toBe(3)
  })

  it('times a kind of model once where a guess would not do, and on demand, at no cost to the run', async () => {
    const { session, devices, status, of } = await started()
    expect(devices.timed.size).toBe(0)
    devices.contest = true
    await session.prepare(smallConfig('moons', 'gan'))
    expect([...devices.timed.keys()]).toEqual([expect.stringMatching(/^gan\/moons/)])
    expect(status()).toMatchObject({ state: 'paused', step: 0 })
    await session.step()
    const first = of('scalars').at(-1)!.values
    const tensors = memory().numTensors
    await session.compareBackends()
    expect(memory().numTensors).toBe(tensors)
    expect(status()).toMatchObject({ state: 'paused', step: 1 })
    await session.reset()
    await session.step()
    expect(of('scalars').at(-1)!.values).toEqual(first)
  })

  it('counts no timing of the devices as training', async () => {
    const { session, devices, status, until } = await started()
    const timing = devices.on.bind(devices)
    devices.on = async (id, task) => {
      await new Promise((resolve) => setTimeout(resolve, 400))
      return timing(id, task)
    }
    await session.train()
    await until(() => status().step > 5, 'some steps')
    const before = performance.now()
    const { elapsedMs } = status()
    await session.compareBackends()
    await until(() => status().state === 'running' && status().stepsPerSecond > 0, 'the run to go on')
    const { elapsedMs: after, stepsPerSecond } = status()
    await session.pause()
    expect(after - elapsedMs).toBeLessThan(performance.now() - before - 350)
    expect(stepsPerSecond).toBeGreaterThan(2.5)
  })

  it('gives a checkpoint that another session continues as if nothing had happened', async () => {
    const one = await started()
    for (let i = 0; i < 4; i++) await one.session.step()
    const file = (await one.service.checkpoint())!.bytes
    const two = makeSession()
    await two.session.chooseBackend('auto')
    const config = await two.service.restore(file)
    expect(config).toEqual(one.session.run!.config)
    expect(two.status().step).toBe(4)
    expect([...two.session.history.steps]).toEqual([1, 2, 3, 4])
    await one.session.step()
    await two.session.step()
    expect(two.of('scalars').at(-1)!.values).toEqual(one.of('scalars').at(-1)!.values)
  })

  it('knows by its content what a person opens: a whole run, a configuration, mere weights', async () => {
    const { session, service } = await started()
    for (let i = 0; i < 3; i++) await session.step()
    const kinds: Record<string, string> = {}
    for (const { id } of catalogue.formats) {
      const { bytes } = await service.exportRun(id)
      const opened = await service.identify(bytes)
      kinds[id] = opened.kind
      if (opened.kind !== 'run') continue
      expect(opened).toMatchObject({ step: 3, config: { data: 'ring', model: 'gan' } })
      await service.restore(opened.checkpoint)
      expect(session.run!.step).toBe(3)
    }
    const { bytes } = await service.exportRun('safetensors')
    await expect(service.identify(bytes.subarray(0, bytes.length - 9))).rejects.toMatchObject({
      name: 'FormatError',
    })
    expect(kinds).toMatchObject({ ganvas: 'run', safetensors: 'run', 'config-json': 'config' })
    expect(Object.values(kinds).filter((kind) => kind === 'run')).toHaveLength(2)
  })

  it('exports every format and imports what it may, the run going on from those weights', async () => {
    const { session, service, of } = await started()
    for (let i = 0; i < 3; i++) await session.step()
    await session.watch([{ id: 'samples', options: { count: 8 } }])
    for (const { id, extension, imports } of catalogue.formats) {
      const picture = of('frame').at(-1)!.frame.blocks
      const file = await service.exportRun(id)
      expect(file.name).toBe(`ganvas-gan-ring-step-${session.run!.step}.${extension}`)
      expect(file.bytes.length).toBeGreaterThan(20)
      if (!imports || id === 'config-json') continue
      await session.step()
      await service.importWeights(file)
      expect(of('frame').at(-1)!.frame.blocks).toEqual(picture)
      await session.step()
      expect(of('problem')).toHaveLength(0)
    }
    const step = session.run!.step
    await expect(service.importWeights({ name: 'x.zip', bytes: new Uint8Array(100) })).rejects.toMatchObject({
      name: 'FormatError',
    })
    expect(session.run!.step).toBe(step)
  })
})
