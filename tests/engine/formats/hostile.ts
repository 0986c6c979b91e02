import { expect } from 'vitest'
import { FormatError } from '../../../src/engine/core/errors'

/** Milliseconds of processor time that the call took: the clock on the wall also counts whatever else is running. */
export function cpuTime(call: () => void): number {
  const start = process.cpuUsage()
  call()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

/** Refused with two sentences for a person, within a second. */
export function expectFormatError(call: () => unknown): void {
  let error: unknown
  const time = cpuTime(() => {
    try {
      call()
    } catch (caught) {
      error = caught
    }
  })
  expect(error).toBeInstanceOf(FormatError)
  const { message, next } = error as FormatError
  expect(message).toMatch(/^[^\n]{10,300}\.$/)
  expect(next).toMatch(/^[^\n]{10,200}\.$/)
  expect(time).toBeLessThan(1000)
}
