import { env, KernelBackend, registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { compileAhead } from '../../../src/backends/webgl/compile'

const completion = 0x91b1
const linkStatus = 0x8b82

/** A driver that links a program in `looks` looks at it, and notes what it is asked. */
function driver(parallel: boolean, looks: (program: number) => number) {
  const asked: string[] = []
  const left = new Map<object, number>()
  const gl = {
    LINK_STATUS: linkStatus,
    flush: () => asked.push('flush'),
    isContextLost: () => false,
    getProgramParameter(program: { id: number }, name: number) {
      asked.push(`${name === completion ? 'complete' : 'link'} ${program.id}`)
      if (name === linkStatus) return true
      const still = (left.get(program) ?? looks(program.id)) - 1
      left.set(program, still)
      return still <= 0
    },
  }
  const extension = parallel ? { COMPLETION_STATUS_KHR: completion } : null
  const binaryCache: Record<string, { webGLProgram: object }> = { former: { webGLProgram: { id: 0 } } }
  let located = false
  const webgl = {
    gpgpu: { gl, parallelCompilationExtension: extension },
    binaryCache,
    getUniformLocations: () => {
      located = true
    },
    dispose: () => undefined,
  }
  registerBackend('driver', () => Object.assign(Object.create(KernelBackend.prototype), webgl))
  setBackend('driver')
  return {
    asked,
    located: () => located,
    /** A step that needs `count` programs, with whether it was made without drawing. */
    step(count: number) {
      for (let id = 1; id <= count; id++) binaryCache[`p${id}`] = { webGLProgram: { id } }
      asked.push(env().getBool('ENGINE_COMPILE_ONLY') ? 'compiled only' : 'drawn')
    },
  }
}

beforeAll(() => env().registerFlag('ENGINE_COMPILE_ONLY', () => false))
afterEach(() => removeBackend('driver'))

const progressOf = async (world: ReturnType<typeof driver>, programs: number) => {
  const told: string[] = []
  await compileAhead(
    () => world.step(programs),
    ({ done, total }) => told.push(`${done} of ${total}`),
  )
  return told
}

describe('compiling ahead', () => {
  it('finishes programs one by one where the driver compiles on demand, telling of each', async () => {
    const world = driver(false, () => 1)
    expect(await progressOf(world, 3)).toEqual(['0 of 3', '1 of 3', '2 of 3', '3 of 3'])
    expect(world.asked).toEqual(['compiled only', 'flush', 'link 1', 'link 2', 'link 3'])
    expect(world.located()).toBe(true)
    expect(env().getBool('ENGINE_COMPILE_ONLY')).toBe(false)
  })

  it('asks only whether they are complete where it compiles them in parallel, in any order', async () => {
    const world = driver(true, (program) => [0, 3, 1, 2][program]!)
    expect(await progressOf(world, 3)).toEqual(['0 of 3', '1 of 3', '2 of 3', '3 of 3'])
    // Asking for the link's result would wait for it.
    expect(world.asked.filter((call) => call.startsWith('link'))).toEqual([])
    expect(world.asked.filter((call) => call === 'complete 1')).toHaveLength(3)
    expect(world.located()).toBe(true)
  })

  it.each([true, false])('has nothing to wait for where all is compiled: %s', async (parallel) => {
    const world = driver(parallel, () => 1)
    expect(await progressOf(world, 0)).toEqual(['0 of 0'])
  })

  it.each([true, false])('draws again after a step that failed: %s', async (parallel) => {
    driver(parallel, () => 1)
    const failing = () => {
      throw new Error('no')
    }
    await expect(compileAhead(failing)).rejects.toThrow('no')
    expect(env().getBool('ENGINE_COMPILE_ONLY')).toBe(false)
  })
})
