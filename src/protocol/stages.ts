import type { Block, Frame } from './events'
import type { Role } from './schema'

/** One iteration in slow motion: what each of its stages did, in order. */
export interface StageReport {
  /** Iterations done, this one included. */
  step: number
  stages: StageRecord[]
}

export interface StageRecord {
  label: string
  /** A sentence or two in plain words. */
  text: string
  /** Networks at work, by id; values run through them forward, or gradients backward. */
  networks: string[]
  direction: 'forward' | 'backward'
  numbers: { label: string; role: Role; value: number; unit?: string }[]
  pictures: StagePicture[]
  /** What the optimizers did in this stage. */
  updates: StageUpdate[]
  /** What the stage's picture shows at the end of this stage; absent where nobody looks. */
  frames?: Frame[]
}

/** The first rows of a tensor: examples, codes, scores. */
export interface StagePicture {
  label: string
  role: Role
  block: Block
  /** The same rows before the stage; absent where it changed none. */
  before?: Block
  /** Mean and standard deviation over the whole tensor. */
  mean: number
  deviation: number
}

/** How one network's weights were moved. */
export interface StageUpdate {
  network: string
  /** Euclidean norm of the gradient over the network's weights, and over each layer's. */
  gradient: number
  layers: Record<number, number>
  /** Norm of the change of the weights, and of the weights themselves. */
  moved: number
  size: number
}
