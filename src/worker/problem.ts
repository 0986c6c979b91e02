import { GanvasError } from '../engine/core/errors'
import type { Problem } from '../protocol/events'

const memory = /memory|allocat|texture size|too large|RangeError: (Array buffer|Invalid typed array)/i
const lost = /context.*lost|lost.*context|CONTEXT_LOST|createTexture|framebuffer/i

/** Any thrown value as a sentence that says what happened and one that says what to do. */
export function problemOf(error: unknown): Problem {
  if (error instanceof GanvasError) return { name: error.name, message: error.message, next: error.next }
  const { name, message, next } = error as { name?: string; message?: string; next?: string }
  const text = message ?? String(error)
  if (next) return { name: name ?? 'Error', message: text, next }
  if (memory.test(text))
    return {
      name: 'DeviceError',
      message: 'The device ran out of memory.',
      next: 'Choose a smaller batch or narrower networks, then start again.',
    }
  if (lost.test(text))
    return {
      name: 'DeviceError',
      message: 'The browser took the graphics device away.',
      next: 'Rebuild to go on from the last saved weights, or choose the CPU backend.',
    }
  return {
    name: name ?? 'Error',
    message: `Training stopped: ${text}`,
    next: 'Reset, or change the settings and start again.',
  }
}
