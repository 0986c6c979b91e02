import type { DatasetEntry } from '../../protocol/catalogue'
import type { NamedArray } from '../formats/safetensors'
import type { Rng } from './rng'

/** The part of an AbortSignal that loading needs (the engine has no DOM types). */
export interface StopSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
}

/** Where packed files come from: the worker fetches them, Node reads them from public/data. */
export interface DataSource {
  /**
   * The whole file under `public/data`. `onBytes` is called with the bytes received so far; `fresh` goes past caches
   * (what came before was damaged).
   * Rejects with a `DataError` if it cannot be had.
   */
  read(
    path: string,
    options?: { onBytes?: (received: number) => void; signal?: StopSignal; fresh?: boolean },
  ): Promise<Uint8Array>
}

export interface LoadContext {
  source: DataSource
  /** The run's stream for the data; what a generated set is drawn from. */
  rng: Rng
  /** The configuration's drawing, for the set that is drawn. */
  drawing?: string
  /** Called as examples arrive. */
  onProgress?: (loaded: number, total: number) => void
  signal?: StopSignal
}

/** A data set of the registry: one file in src/engine/datasets. */
export interface Dataset {
  info: DatasetEntry
  /** For mixtures: the modes' centres and their common deviation, which the coverage measures need. */
  modes?: { centres: [number, number][]; sigma: number }
  /** Resolves as soon as training can begin; what is left streams in behind. */
  load(context: LoadContext): Promise<LoadedData>
}

/** Examples of one split. Images are in unit range, `[height, width, channels]`; points are coordinates `[2]`. */
export interface Split {
  /** Examples in the whole split. */
  readonly count: number
  /** Examples that have arrived: always a prefix 0 … available − 1. */
  readonly available: number
  /** Examples 0 … shardEnds[0] − 1 are the first shard, and so on; the last is `count`. */
  readonly shardEnds: readonly number[]
  /** Class of each example, where the set has classes. */
  readonly labels?: Uint8Array
  /** Writes example `index` at `out[offset …]` as float32. The example must have arrived. */
  copy(index: number, out: Float32Array, offset: number): void
  /** Resolves once the first `count` examples are here; rejects with the `DataError` that stopped them. */
  ready(count: number): Promise<void>
}

export interface LoadedData {
  readonly info: DatasetEntry
  readonly modes?: Dataset['modes']
  /** SHA-256 over the set's content, hex: with config and seed it names a run. */
  readonly hash: string
  readonly train: Split
  /** Fetched when first asked for. */
  test(): Promise<Split>
  /** Weights of the packed classifier by name, fetched when first asked for; where `info.classifier` says there is one. */
  classifier?(): Promise<ReadonlyMap<string, NamedArray>>
  /** Fetches again what failed; resolves when everything is here. */
  retry(): Promise<void>
  /** Stops fetching. */
  dispose(): void
}

/** Numbers in one example. */
export function exampleSize(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}
