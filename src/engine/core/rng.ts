import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator'

/** The serialisable position of a generator: its words, and the spare normal deviate where there is one. */
export interface RngState {
  words: number[]
  spare: number | null
}

/**
 * Random numbers of a run. Source: xoroshiro128+ (Blackman & Vigna, 2018); normal deviates by Marsaglia's polar
 * method (Marsaglia & Bray, 1964). The sequence is a function of the seed alone, on every machine.
 */
export class Rng {
  #source: JumpableRandomGenerator
  #spare: number | null = null

  constructor(seed: number) {
    this.#source = xoroshiro128plus(seed | 0)
    for (let i = 0; i < 8; i++) this.#source.next() // neighbouring seeds begin with similar words
  }

  /** An independent stream for one purpose, the same for the same seed and name. */
  static stream(seed: number, name: string): Rng {
    let hash = 0x811c9dc5 ^ seed // FNV-1a over the name, begun at the seed
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
    return new Rng(hash ^ (hash >>> 15))
  }

  static from(state: RngState): Rng {
    const rng = new Rng(0)
    rng.state = state
    return rng
  }

  get state(): RngState {
    return { words: [...this.#source.getState()], spare: this.#spare }
  }

  set state(state: RngState) {
    this.#source = xoroshiro128plusFromState(state.words)
    this.#spare = state.spare
  }

  /** Uniform in [0, 1), 32 bits. */
  uniform(): number {
    return (this.#source.next() >>> 0) / 4294967296
  }

  /** Uniform over 0 … n − 1. */
  integer(n: number): number {
    return Math.floor(this.uniform() * n)
  }

  /** Standard normal deviate. */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare
      this.#spare = null
      return spare
    }
    for (;;) {
      const u = 2 * this.uniform() - 1
      const v = 2 * this.uniform() - 1
      const s = u * u + v * v
      if (s >= 1 || s === 0) continue
      const factor = Math.sqrt((-2 * Math.log(s)) / s)
      this.#spare = v * factor
      return u * factor
    }
  }

  fillUniform(out: Float32Array, low = 0, high = 1): Float32Array {
    for (let i = 0; i < out.length; i++) out[i] = low + (high - low) * this.uniform()
    return out
  }

  fillNormal(out: Float32Array, mean = 0, deviation = 1): Float32Array {
    for (let i = 0; i < out.length; i++) out[i] = mean + deviation * this.normal()
    return out
  }

  /** A permutation of 0 … n − 1 (Fisher & Yates). */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i)
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1)
      const swap = order[i]!
      order[i] = order[j]!
      order[j] = swap
    }
    return order
  }
}
