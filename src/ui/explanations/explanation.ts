import type { DatasetEntry } from '../../protocol/catalogue'
import type { Role, Settings } from '../../protocol/schema'

/** What is trained, as the settings have it. */
export interface Present {
  settings: Settings
  dataset: Pick<DatasetEntry, 'kind' | 'classes'>
}

/** Something that takes part in the present objective: a term, a bound, a trick. */
export interface Part {
  title: string
  /** In the notation of notation.ts. */
  formula?: string
  /** What it is for, in plain words, and what to turn it by. */
  text: string
  /** Authors and year. */
  source?: string
}

/** A line of the objective: who descends what. */
export interface Line {
  who: string
  role: Role
  formula: string
}

/** The explanation of a family: one file here, and one line in index.ts. */
export interface Explanation {
  /** What each symbol stands for, and whose colour it has. */
  symbols: Record<string, { role: Role; meaning: string }>
  /** The idea, a paragraph each. */
  story: string[]
  objective(present: Present): Line[]
  parts(present: Present): Part[]
}

/** An adversarial loss: one file in losses/. D stands for D's raw output; σ(D) is its probability of "real". */
export interface LossExplanation extends Part {
  discriminator: string
  generator: string
}
