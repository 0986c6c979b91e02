import type { Scalar, Tensor, Tensor1D, Variable } from '@tensorflow/tfjs-core'
import type * as z from 'zod'
import type { Citation, DatasetEntry, Series } from '../../protocol/catalogue'
import type { Conflict } from '../../protocol/conflicts'
import type { FlowNode } from '../../protocol/events'
import type { Settings } from '../../protocol/schema'
import type { Network, NetworkSpec } from '../networks/network'
import type { Optimizer, OptimizerSettings } from '../training/optimizers'
import type { Rng } from './rng'
import type { TellStage } from './stage'

/** Which networks one optimizer moves, and how; read anew at every step, so that live settings take effect. */
export interface OptimizerSpec {
  networks: string[]
  settings: OptimizerSettings
}

/** A family's networks and optimizers, built; what a run owns. */
export interface Model<C = Settings> {
  /** Live settings change in place. */
  config: C
  readonly data: DatasetEntry
  readonly networks: Record<string, Network>
  readonly optimizers: Record<string, Optimizer>
  /** Variables outside the networks (codebooks, running averages); part of every checkpoint. */
  readonly state: Record<string, Variable>
}

/** What a family may ask for during one iteration. */
export interface StepContext {
  /** Iterations done before this one; what schedules depend on. */
  step: number
  /** The next real examples: `[batch, …data.shape]`. The caller's tidy disposes of them. */
  batch(): Tensor
  /** Classes of the latest batch, int32 `[batch]`. Throws a `DataError` where the data has no classes. */
  labels(): Tensor1D
  /**
   * A batch of the few examples whose classes are given away: the same `perClass` of each class in the whole run,
   * drawn from the data's first shard. Throws a `DataError` where the data has no classes.
   */
  labelled(perClass: number): { x: Tensor; labels: Tensor1D }
  /** Standard normal noise of a shape, from the run's own stream. */
  normal(shape: number[]): Tensor
  /** Uniform [0, 1) noise of a shape, from the run's own stream. */
  uniform(shape: number[]): Tensor
  rng: Rng
  /** Present in slow motion only: told of each stage as it is done, so that a person can follow. */
  stage?: TellStage
}

/** What else may be asked of `sample`. */
export interface SampleOptions {
  /** Classes to draw, int32 `[n]`; by default a conditional model draws every class in turn, in equal blocks. */
  labels?: Tensor1D
  /** True for the generator as it stands, where a moving average of it is kept. */
  raw?: boolean
}

/** Noise for an evaluation, apart from the run's own stream, so that looking does not change the run. */
export type Noise = Pick<StepContext, 'normal' | 'uniform'>

/** A stage of a slow draw. */
export interface SampleStep {
  /** `[n, …data.shape]`; what is not yet drawn is 0. The caller disposes of it. */
  x: Tensor
  /** Sites (pixels, coordinates, codes) drawn so far, of `total`. */
  drawn: number
  total: number
}

/** q(z | x) = N(mean, diag exp(logVariance)) of each example. */
export interface Posterior {
  /** `[n, latentDim]` both. */
  mean: Tensor
  logVariance: Tensor
  /** The mean of p(x | z), with what was inferred about each example (its class): `[n · k, latentDim]`, k codes an example. */
  decode(z: Tensor): Tensor
}

/**
 * A family of models: one file in families/, which reads like a section of a paper. The required part says what
 * is built and what one iteration does; each optional method is a capability, and every view, probe and metric
 * that needs just those applies to the family.
 */
export interface Family<C = Settings> {
  id: string
  label: string
  name: string
  summary: string
  paper: Citation
  /** Every setting with default, range and `.meta()` (protocol/schema.ts, `FieldMeta`). */
  schema: z.ZodType<C>
  series: Series[]
  /** Settings that suit a data set better than the schema's defaults. */
  defaultsFor(data: DatasetEntry): Partial<C>
  /** Why the family cannot train on this data set; undefined where it can. */
  refuses?(data: DatasetEntry): string | undefined
  /** Settings that make no sense together; `resolve` refuses them, the page greys them out. */
  conflicts?: readonly Conflict[]
  /** The networks as layer lists. Throws `ConfigError` where the settings make none. */
  networks(config: C, data: DatasetEntry): NetworkSpec[]
  /** The model picture, left to right. */
  flow(config: C, data: DatasetEntry): FlowNode[]
  optimizers(config: C): Record<string, OptimizerSpec>
  /** Variables that the family keeps outside its networks. */
  state?(config: C, data: DatasetEntry, rng: Rng, networks: readonly NetworkSpec[]): Record<string, Variable>
  /** Why these settings cannot train with a person's own layers; undefined where they can. */
  refusesLayers?(networks: readonly NetworkSpec[], config: C, data: DatasetEntry): string | undefined
  batchSize(config: C): number
  /** How often `step` draws a batch; 1 if absent. */
  batchesPerStep?(config: C): number
  /** What in these settings differentiates a gradient ("the gradient penalty"); it needs 32-bit floats. */
  secondOrder?(config: C): string | undefined
  latentDim?(config: C, data: DatasetEntry): number
  /** One iteration: updates the weights, returns named scalars that stay on the device. */
  step(model: Model<C>, context: StepContext): Record<string, Scalar>

  /** z ~ N(0, I) `[n, latentDim]` → examples `[n, …data.shape]` in the data's own range. */
  sample?(model: Model<C>, z: Tensor, options?: SampleOptions): Tensor
  /**
   * The same draw as `sample`, one site after another, for families in which it is slow: a generator that the caller
   * advances when it has time. Each step is independent of tidies; leaving early (`return()`) frees what is held.
   */
  sampleSteps?(model: Model<C>, z: Tensor): Generator<SampleStep, void>
  /** x → posterior mean `[n, latentDim]`. */
  encode?(model: Model<C>, x: Tensor): Tensor
  /** z → the mean of p(x | z), in the data's own range. */
  decode?(model: Model<C>, z: Tensor): Tensor
  /** x → x̂, in the data's own range. */
  reconstruct?(model: Model<C>, x: Tensor): Tensor
  /** How many classes or categories `SampleOptions.labels` chooses among with these settings; 0 where it chooses none. */
  conditions?(config: C, data: DatasetEntry): number
  /**
   * Codes that the model was taught to make visible: continuous ones are `count` latent dimensions from `first` on, a
   * discrete one of `categories` values is chosen by `SampleOptions.labels`. Undefined where these settings teach none.
   */
  knobs?(config: C): { first: number; count: number; categories: number } | undefined
  /** x → the indices of its code words and how many words there are: int32 `[n, rows, columns]`. */
  codeMap?(model: Model<C>, x: Tensor): { codes: Tensor; words: number }
  /**
   * x → probability that x is real, `[n]`. `together`: x are samples drawn together, which a D with batch norm judges by their own
   * statistics, as in training; its running averages are of real and generated examples alike.
   */
  score?(model: Model<C>, x: Tensor, together?: boolean): Tensor
  /** x → what `score` is read from: D's logit or its value as a critic, `[n]`, whose gradient does not fade while D wins. */
  critic?(model: Model<C>, x: Tensor): Tensor
  /** x → q(z | x), where it is a Gaussian with a deviation. */
  posterior?(model: Model<C>, x: Tensor): Posterior
  /** The same draw as `sample`, before it is drawn: p(x | z) where that is a Gaussian, `[n, …data.shape]` both; else undefined. */
  observe?(model: Model<C>, z: Tensor): { mean: Tensor; deviation: Tensor } | undefined
  /**
   * x → an estimate of the family's lower bound on log p(x) of each example, `[n]`, in nats: the evidence lower bound
   * by one posterior sample, the importance-weighted bound, or log p(x) itself where it is known.
   */
  elbo?(model: Model<C>, x: Tensor, noise: Noise): Tensor
  /** How images become what `elbo` is taken of: drawn black or white anew each time, or as they are. */
  binarisation?(config: C, data: DatasetEntry): 'dynamic' | 'none'
  /** x → probability of each class, `[n, classes]`; undefined where these settings train no classifier. */
  classify?(model: Model<C>, x: Tensor): Tensor | undefined
}

/** The optional methods, which are also the protocol's capabilities. */
export const capabilityNames = [
  'sample',
  'sampleSteps',
  'encode',
  'decode',
  'reconstruct',
  'codeMap',
  'score',
  'posterior',
  'elbo',
  'classify',
] as const
