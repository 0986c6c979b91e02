import { backend } from '@tensorflow/tfjs-core'
import type { WebGLBackend } from './backend'

/**
 * Tells tfjs how many bits its numbers have on this device, and with that the epsilon that optimizers add: 1e-7 with 32,
 * 1e-4 with 16, where 1e-7 is zero. tfjs 4.22's own answer is the wrong way round: 16 wherever 32 bits are rendered, and
 * elsewhere 32, since its probe runs on the processor.
 */
export function tellPrecision(float32: boolean): void {
  const webgl = backend() as unknown as WebGLBackend
  webgl.floatPrecisionValue = float32 ? 32 : 16
}
