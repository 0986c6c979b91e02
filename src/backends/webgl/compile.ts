import { backend, env } from '@tensorflow/tfjs-core'
import { nextTask } from '../next-task'
import type { WebGLBackend } from './backend'
import { installed } from './install'

export interface CompileProgress {
  done: number
  total: number
}

/**
 * Compiles the shaders that `run` needs, all at once, before any of them draws: where the driver compiles in parallel
 * (KHR_parallel_shader_compile) the wait is that of the slowest; elsewhere they are finished one by one, with the event loop
 * free in between. Progress is for "preparing the GPU: 43 of 120 programs".
 *
 * `run` is executed without drawing: whatever it computes is undefined. Give it one training step of a throw-away model of
 * the same shape, and do not read values in it.
 */
export async function compileAhead(
  run: () => void,
  onProgress: (progress: CompileProgress) => void = () => undefined,
): Promise<void> {
  const webgl = backend() as unknown as WebGLBackend
  const { gl, parallelCompilationExtension: parallel } = webgl.gpgpu
  const before = new Set(allPrograms(webgl))
  env().set('ENGINE_COMPILE_ONLY', true)
  try {
    run()
  } finally {
    env().set('ENGINE_COMPILE_ONLY', false)
  }
  const programs = allPrograms(webgl).filter((program) => !before.has(program))
  const total = programs.length
  let waiting = programs
  onProgress({ done: 0, total })
  gl.flush()
  while (waiting.length > 0 && !gl.isContextLost()) {
    if (parallel) {
      const status = parallel.COMPLETION_STATUS_KHR
      waiting = waiting.filter((program) => !gl.getProgramParameter(program, status))
    } else {
      gl.getProgramParameter(waiting[0]!, gl.LINK_STATUS)
      waiting = waiting.slice(1)
    }
    onProgress({ done: total - waiting.length, total })
    if (waiting.length > 0) await nextTask(parallel ? 8 : 0)
  }
  // tfjs left out in this mode what its programs need to run.
  webgl.getUniformLocations()
}

const allPrograms = (webgl: WebGLBackend): WebGLProgram[] => [
  ...Object.values(webgl.binaryCache).map(({ webGLProgram }) => webGLProgram),
  ...(installed()?.gpu.programs ?? []),
]
