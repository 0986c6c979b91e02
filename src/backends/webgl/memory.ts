import { backend, env } from '@tensorflow/tfjs-core'
import type { WebGLBackend } from './backend'
import { installed } from './install'

export interface GpuMemory {
  /** Textures that hold tensors. */
  usedBytes: number
  /** Textures that tfjs keeps for the next tensor of the same size. */
  cachedBytes: number
  /** Register tiles of the fast kernels. */
  scratchBytes: number
}

export function gpuMemory(): GpuMemory {
  const { textureManager } = backend() as unknown as WebGLBackend
  const { numBytesAllocated, numBytesFree } = textureManager
  return {
    usedBytes: numBytesAllocated - numBytesFree,
    cachedBytes: numBytesFree,
    scratchBytes: installed()?.gpu.scratch.bytes ?? 0,
  }
}

/** The most bytes of textures that tensors hold at any time while `run` runs, those included that were there before. */
export function peakBytes(run: () => void): number {
  const webgl = backend() as unknown as WebGLBackend
  const { acquireTexture } = webgl
  let peak = webgl.numBytesInGPU
  webgl.acquireTexture = (...wanted) => {
    const texture = acquireTexture.apply(webgl, wanted)
    peak = Math.max(peak, webgl.numBytesInGPU)
    return texture
  }
  try {
    run()
  } finally {
    webgl.acquireTexture = acquireTexture
  }
  return peak
}

const mebibyte = 2 ** 20

/**
 * Bounds tfjs's texture cache, which otherwise keeps every size it ever saw. Below the cap released textures are kept, above
 * it deleted; a cap under a step's own need would delete and create textures in every step, hence a multiple of it.
 * `stepBytes`: memory in use at the peak of a training step (weights, optimizer state, activations).
 */
export function capTextureCache(stepBytes: number): number {
  const cap = Math.max(64 * mebibyte, Math.min(1024 * mebibyte, 2 * stepBytes))
  env().set('WEBGL_DELETE_TEXTURE_THRESHOLD', Math.max(cap, Math.ceil(1.25 * stepBytes)))
  return env().getNumber('WEBGL_DELETE_TEXTURE_THRESHOLD')
}
