import { removeBackend, setBackend } from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { loadKernels } from '../../src/backends/simd/load-node'
import { registerSimdBackend } from '../../src/backends/simd/register'
import { makeSession, smallConfig } from '../support/session'
import { useSimd } from '../support/simd'

it('a model too large for the memory is said with what to do, and a smaller one trains after it', async () => {
  const { session, devices, of, status, until } = makeSession()
  devices.choose = async () => {
    await useSimd()
    removeBackend('simd')
    await registerSimdBackend({ kernels: await loadKernels(), maxBytes: 2 ** 24 })
    await setBackend('simd')
    return devices.report()
  }
  await session.chooseBackend('simd')
  const large = smallConfig('ring', 'gan', { generatorWidth: 512, depth: 5, batch: 1024 })
  await session.prepare(large).catch(() => {}) // it may be too large already to show a picture
  await session.train()
  await until(() => of('problem').length > 0, 'the problem')
  const { problem } = of('problem')[0]!
  expect(problem.name).toBe('DeviceError')
  expect(problem.message).toMatch(/memory/i)
  expect(problem.next).toMatch(/batch/i)
  expect(problem.next).toMatch(/width/i)

  await session.prepare(smallConfig('ring', 'gan'))
  await session.train()
  await until(() => status().step > 3, 'three steps')
  await session.pause()
  expect(status().state).toBe('paused')
})
