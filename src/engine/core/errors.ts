/**
 * Errors that reach the person. `message` says what happened, `next` what to do; both are whole sentences.
 * The worker sends `name`, `message` and `next` over the boundary (protocol's `Problem`).
 */
export class GanvasError extends Error {
  constructor(
    message: string,
    readonly next: string,
    options?: { cause?: unknown },
  ) {
    super(message, options)
    this.name = new.target.name
  }
}

/** A configuration that cannot be built. */
export class ConfigError extends GanvasError {}

/** A data set, or a part of it, that is missing, damaged or not what its manifest says. */
export class DataError extends GanvasError {}

/** The device or backend cannot go on: no WebGL, a lost context, out of memory. */
export class DeviceError extends GanvasError {}

/** A file that is not what it claims to be, or does not fit the model. */
export class FormatError extends GanvasError {}

/** A scalar became NaN or infinite. */
export class DivergenceError extends GanvasError {
  constructor(
    readonly scalar: string,
    readonly step: number,
  ) {
    super(
      `"${scalar}" is no longer a finite number at step ${step.toLocaleString('en')}. The last good weights were kept.`,
      'Lower the learning rate, then train on, or reset.',
    )
  }
}
