/**
 * Errors that reach the person. `message` says what happened, `next` what to do; both are whole sentences.
 * The worker sends `name`, `message` and `next` over the boundary (protocol's `Problem`).
 */
export class GanvasError extends Error {
  // Written out in each class: a class's own name does not survive minification.
  override readonly name: string = 'GanvasError'

  constructor(
    message: string,
    readonly next: string,
    options?: { cause?: unknown },
  ) {
    super(message, options)
  }
}

/** A configuration that cannot be built. */
export class ConfigError extends GanvasError {
  override readonly name = 'ConfigError'
}

/** A data set, or a part of it, that is missing, damaged or not what its manifest says. */
export class DataError extends GanvasError {
  override readonly name = 'DataError'
}

/** The device or backend cannot go on: no WebGL, a lost context, out of memory. */
export class DeviceError extends GanvasError {
  override readonly name = 'DeviceError'
}

/** A file that is not what it claims to be, or does not fit the model. */
export class FormatError extends GanvasError {
  override readonly name = 'FormatError'
}

/** A scalar became NaN or infinite. */
export class DivergenceError extends GanvasError {
  override readonly name = 'DivergenceError'

  constructor(
    /** The curve, as its chart names it. */
    readonly scalar: string,
    readonly step: number,
  ) {
    super(
      `${scalar} is no longer a finite number at step ${step.toLocaleString('en')}. The last good weights were kept.`,
      'Lower the learning rate, then train on, or reset.',
    )
  }
}
