import { exampleSize, type Split } from '../core/dataset'
import { Rng, type RngState } from '../core/rng'

export interface BatchState {
  epoch: number
  /** Examples of this epoch already used. */
  position: number
  /** The stream at the beginning of this epoch. */
  rng: RngState
}

/**
 * The order in which a run sees its examples: each once an epoch, shuffled anew. In the first epoch the shuffle stays
 * within each shard, in the shards' order, so that training begins as soon as the first one is here and the order
 * still depends on the seed alone, never on how fast the rest arrives.
 */
export class BatchStream {
  #rng: Rng
  #begin: RngState
  #order: Int32Array
  #epoch = 0
  #position = 0
  #latest = new Int32Array(0)

  constructor(
    readonly split: Split,
    readonly shape: readonly number[],
    rng: Rng,
  ) {
    this.#rng = rng
    this.#begin = rng.state
    this.#order = this.#shuffle()
  }

  /** Epochs done, as a fraction. */
  get epochs(): number {
    return this.#epoch + this.#position / this.split.count
  }

  get state(): BatchState {
    return { epoch: this.#epoch, position: this.#position, rng: this.#begin }
  }

  set state(state: BatchState) {
    this.#rng = Rng.from(state.rng)
    this.#begin = state.rng
    this.#epoch = state.epoch
    this.#position = state.position
    this.#order = this.#shuffle()
  }

  /** Where in the split the examples of the latest batch stand. */
  get latest(): Int32Array {
    return this.#latest
  }

  /** How many examples (a prefix of the split) must have arrived for the next `count` to be drawn. */
  needs(count: number): number {
    if (this.#epoch > 0 || this.#position + count > this.split.count) return this.split.count
    return this.split.shardEnds.find((end) => end >= this.#position + count) ?? this.split.count
  }

  /** The next `count` examples as float32, one after the other. */
  next(count: number): Float32Array {
    const size = exampleSize(this.shape)
    const batch = new Float32Array(count * size)
    this.#latest = new Int32Array(count)
    for (let i = 0; i < count; i++) {
      if (this.#position === this.split.count) this.#turn()
      const index = this.#order[this.#position++]!
      this.#latest[i] = index
      this.split.copy(index, batch, i * size)
    }
    return batch
  }

  #turn(): void {
    this.#epoch++
    this.#position = 0
    this.#begin = this.#rng.state
    this.#order = this.#shuffle()
  }

  #shuffle(): Int32Array {
    if (this.#epoch > 0) return this.#rng.permutation(this.split.count)
    const order = new Int32Array(this.split.count)
    let start = 0
    for (const end of this.split.shardEnds) {
      const within = this.#rng.permutation(end - start)
      for (let i = 0; i < within.length; i++) order[start + i] = start + within[i]!
      start = end
    }
    return order
  }
}
