import {
  type Scalar,
  type Tensor,
  type Tensor1D,
  tensor,
  tensor1d,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core'
import type { RunConfig } from '../../protocol/config'
import type { Settings } from '../../protocol/schema'
import { exampleSize, type LoadedData } from '../core/dataset'
import { ConfigError, DataError, FormatError } from '../core/errors'
import type { Family, Model, Noise, StepContext } from '../core/family'
import { Rng } from '../core/rng'
import { BatchStream } from './batches'
import type { Checkpoint, CheckpointHeader, TensorData } from './checkpoint'
import { labelledExamples } from './labelled'
import { buildModel, disposeModel, resolve } from './model'
import type { StageRecorder } from './stage-recorder'

/** The run's tensors at one step, held on the device; it shares memory with the run until the run moves on. */
export interface Snapshot {
  header: CheckpointHeader
  tensors: Map<string, Tensor>
}

/**
 * One training run: a model, the order of its data, its noise, its step. With the backend it is a function of
 * configuration and data; it knows nothing of time, pictures or threads. The owner calls `dispose`.
 */
export class Run {
  readonly family: Family
  readonly model: Model
  #step = 0
  #batches: BatchStream
  #noise: Rng
  #labelled: { perClass: number; indices: Int32Array } | null = null

  constructor(
    readonly config: RunConfig,
    readonly data: LoadedData,
  ) {
    const { family, settings } = resolve(config, data.info)
    this.family = family
    this.model = buildModel(family, settings, data.info, config.seed, config.networks)
    this.#batches = new BatchStream(data.train, data.info.shape, Rng.stream(config.seed, 'batches'))
    this.#noise = Rng.stream(config.seed, 'noise')
  }

  get step(): number {
    return this.#step
  }

  get epochs(): number {
    return this.#batches.epochs
  }

  /** Resolves once the data of the next iteration has arrived; null if it is already here. */
  ready(): Promise<void> | null {
    const draws = this.family.batchesPerStep?.(this.model.config) ?? 1
    const needed = this.#batches.needs(draws * this.family.batchSize(this.model.config))
    return this.data.train.available >= needed ? null : this.data.train.ready(needed)
  }

  /** One iteration. The caller reads and disposes of the scalars. A recorder listens and changes nothing. */
  advance(recorder?: StageRecorder): Record<string, Scalar> {
    const size = this.family.batchSize(this.model.config)
    const shape = [size, ...this.data.info.shape]
    const context: StepContext = {
      step: this.#step,
      ...noiseOf(this.#noise),
      rng: this.#noise,
      batch: () => tensor(this.#batches.next(size), shape),
      labels: () => this.#classesOf(this.#batches.latest),
      labelled: (perClass) => this.#labelledBatch(perClass, size),
      stage: recorder && ((stage, values) => recorder.tell(stage, values)),
    }
    const leave = recorder?.listen(this.model)
    try {
      const scalars = tidy(() => this.family.step(this.model, context))
      this.#step++
      return scalars
    } finally {
      leave?.()
    }
  }

  /** Changes live settings. Throws `ConfigError`, with nothing changed, on a value out of its range. */
  change(settings: Settings): void {
    const merged = { ...this.model.config, ...settings }
    const { settings: checked } = resolve({ ...this.config, settings: merged }, this.data.info)
    Object.assign(this.model.config, checked)
    this.config.settings = { ...checked }
  }

  /** The run as it stands, without copying: clones share the variables' memory. */
  snapshot(elapsedMs = 0): Snapshot {
    const tensors = new Map<string, Tensor>()
    for (const [name, variable] of this.#state()) tensors.set(name, variable.clone())
    const iterations = Object.fromEntries(
      Object.entries(this.model.optimizers).map(([name, optimizer]) => [name, optimizer.iteration]),
    )
    return {
      header: {
        version: 1,
        config: structuredCopy(this.config),
        dataHash: this.data.hash,
        step: this.#step,
        elapsedMs,
        noise: this.#noise.state,
        batches: this.#batches.state,
        iterations,
      },
      tensors,
    }
  }

  /** Back to a snapshot of this very run. */
  rewind(snapshot: Snapshot): void {
    this.#restoreHeader(snapshot.header)
    for (const [name, variable] of this.#state()) {
      const saved = snapshot.tensors.get(name)
      if (saved) tidy(() => variable.assign(saved.clone() as never))
    }
  }

  /** Continues a checkpoint of the same configuration. Throws `FormatError` or `ConfigError` with the run untouched. */
  restore(checkpoint: Checkpoint): void {
    if (checkpoint.header.dataHash !== this.data.hash)
      throw new ConfigError(
        'This run was made with another version of the data set.',
        'Its settings can be used, but not its weights: start it anew.',
      )
    if (checkpoint.header.batches.position > this.data.train.count)
      throw new FormatError('This checkpoint stands beyond the end of its data.', 'Choose another file.')
    const state = this.#state()
    const values = [...state].map(
      ([name, variable]) => [variable, fitting(name, variable, checkpoint.tensors)] as const,
    )
    this.#restoreHeader(checkpoint.header)
    for (const [variable, value] of values) assign(variable, value)
  }

  /** Takes weights alone, by name, from a file; optimizer slots start afresh. Throws `FormatError`, the run untouched. */
  loadWeights(weights: Map<string, TensorData>): void {
    const values = [...this.#weights()].map(
      ([name, variable]) => [variable, fitting(name, variable, weights)] as const,
    )
    for (const [variable, value] of values) assign(variable, value)
    for (const optimizer of Object.values(this.model.optimizers)) {
      optimizer.iteration = 0
      for (const slot of optimizer.slots.values())
        assign(slot, { shape: slot.shape, data: new Float32Array(slot.size) })
    }
  }

  dispose(): void {
    disposeModel(this.model)
  }

  #classesOf(indices: Int32Array): Tensor1D {
    const { labels } = this.data.train
    if (!labels)
      throw new DataError(
        `${this.data.info.label} has no classes.`,
        'Choose data with classes, or no conditioning.',
      )
    return tensor1d(
      Int32Array.from(indices, (index) => labels[index]!),
      'int32',
    )
  }

  #labelledBatch(perClass: number, size: number): { x: Tensor; labels: Tensor1D } {
    const { train, info } = this.data
    if (this.#labelled?.perClass !== perClass && train.labels) {
      const rng = Rng.stream(this.config.seed, 'labelled')
      this.#labelled = { perClass, indices: labelledExamples(train, train.labels, perClass, rng) }
    }
    const pool = this.#labelled?.indices ?? new Int32Array()
    const indices = Int32Array.from({ length: size }, () => pool[this.#noise.integer(pool.length)]!)
    const labels = this.#classesOf(indices)
    const values = new Float32Array(size * exampleSize(info.shape))
    indices.forEach((index, i) => {
      train.copy(index, values, i * exampleSize(info.shape))
    })
    return { x: tensor(values, [size, ...info.shape]), labels }
  }

  #weights(): Map<string, Variable> {
    const weights = new Map(Object.values(this.model.networks).flatMap((network) => [...network.variables]))
    for (const [name, variable] of Object.entries(this.model.state)) weights.set(`state/${name}`, variable)
    return weights
  }

  #state(): Map<string, Variable> {
    const state = this.#weights()
    for (const [name, optimizer] of Object.entries(this.model.optimizers)) {
      for (const [slot, variable] of optimizer.slots) state.set(`optimizer/${name}/${slot}`, variable)
    }
    return state
  }

  #restoreHeader(header: CheckpointHeader): void {
    this.#step = header.step
    this.#noise = Rng.from(header.noise)
    this.#batches.state = header.batches
    for (const [name, optimizer] of Object.entries(this.model.optimizers))
      optimizer.iteration = header.iterations[name] ?? 0
  }
}

/** Reads a snapshot back to the host without blocking. The snapshot stays the caller's to dispose of. */
export async function download(snapshot: Snapshot): Promise<Checkpoint> {
  const entries = await Promise.all(
    [...snapshot.tensors].map(
      async ([name, value]): Promise<[string, TensorData]> => [
        name,
        { shape: value.shape, data: Float32Array.from(await value.data<'float32'>()) },
      ],
    ),
  )
  return { header: snapshot.header, tensors: new Map(entries) }
}

export function disposeSnapshot(snapshot: Snapshot): void {
  for (const value of snapshot.tensors.values()) value.dispose()
}

/** Noise tensors from a stream. */
export function noiseOf(rng: Rng): Noise {
  return {
    normal: (shape) => tensor(rng.fillNormal(new Float32Array(exampleSize(shape))), shape),
    uniform: (shape) => tensor(rng.fillUniform(new Float32Array(exampleSize(shape))), shape),
  }
}

function fitting(name: string, variable: Variable, tensors: Map<string, TensorData>): TensorData {
  const value = tensors.get(name)
  if (!value)
    throw new FormatError(
      `The file has no weights "${name}", which this model needs.`,
      'Open it with the configuration with which it was made.',
    )
  if (value.shape.join() !== variable.shape.join())
    throw new FormatError(
      `"${name}" is ${value.shape.join('×')} in the file, but ${variable.shape.join('×')} in this model.`,
      'Open it with the configuration with which it was made.',
    )
  return value
}

function assign(variable: Variable, value: TensorData): void {
  tidy(() => variable.assign(tensor(value.data, value.shape) as never))
}

function structuredCopy(config: RunConfig): RunConfig {
  return { ...config, stop: { ...config.stop }, settings: { ...config.settings } }
}
