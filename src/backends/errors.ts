/**
 * The device cannot go on: the heap's limit is reached, or the WASM module is missing.
 * `next` tells the person what to do; the worker maps this error by its name.
 */
export class DeviceError extends Error {
  override readonly name = 'DeviceError'

  constructor(
    message: string,
    readonly next = 'Use a smaller batch or networks of less width, or choose another backend.',
  ) {
    super(message)
  }
}
