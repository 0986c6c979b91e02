import type { DataSource, LoadedData } from '../engine/core/dataset'
import { ConfigError } from '../engine/core/errors'
import { Rng } from '../engine/core/rng'
import { datasetById } from '../engine/datasets'
import type { DatasetEntry } from '../protocol/catalogue'
import type { RunConfig } from '../protocol/config'
import type { Problem } from '../protocol/events'
import { problemOf } from './problem'

export interface DataEvent {
  id: string
  loaded: number
  total: number
  problem?: Problem
}

/** Holds the data set in use, so that a rebuilt run finds it loaded. */
export class DataShelf {
  #data: LoadedData | null = null
  #seed = -1
  #drawing: string | undefined
  #loading: AbortController | null = null

  constructor(
    private readonly source: DataSource,
    private readonly arrived: (event: DataEvent) => void,
  ) {}

  /**
   * The set of a configuration, loaded as far as training needs to begin; one that is still loading is given up for it.
   * Throws `DataError`.
   */
  async load(config: RunConfig): Promise<LoadedData> {
    this.#loading?.abort()
    this.#loading = null
    const dataset = datasetById(config.data)!
    const { id, kind } = dataset.info
    // Packed sets do not depend on the seed, generated ones do.
    const same = kind === 'image' || (this.#seed === config.seed && this.#drawing === config.drawing)
    if (this.#data?.info.id === id && same) return this.#data
    const loading = new AbortController()
    this.#loading = loading
    try {
      return await dataset.load({
        source: this.source,
        signal: loading.signal,
        rng: Rng.stream(config.seed, 'points'),
        drawing: config.drawing,
        onProgress: (loaded, total) => this.arrived({ id, loaded, total }),
      })
    } finally {
      if (this.#loading === loading) this.#loading = null // what streams in behind is not to be stopped by the next
    }
  }

  /** The set is in use from here on; the former one is let go. */
  keep(data: LoadedData, config: RunConfig): void {
    if (data === this.#data) return
    this.#data?.dispose()
    this.#data = data
    this.#seed = config.seed
    this.#drawing = config.drawing
    this.#follow(data)
  }

  /** Lets go of a set that was loaded and never came into use: an overtaken run's does not go on downloading. */
  release(data: LoadedData): void {
    if (data !== this.#data) data.dispose()
  }

  /** Fetches again what failed to arrive. Throws `DataError`. */
  async retry(): Promise<void> {
    const data = this.#data
    if (!data) return
    await data.retry()
    this.arrived({ id: data.info.id, loaded: data.train.available, total: data.train.count })
  }

  /** Tells when a part that streams in behind fails. */
  #follow(data: LoadedData): void {
    data.train.ready(data.train.count).catch((error) => {
      if (this.#data !== data) return
      const [loaded, total] = [data.train.available, data.train.count]
      this.arrived({ id: data.info.id, loaded, total, problem: problemOf(error) })
    })
  }
}

/** The entry of a configuration's data. Throws `ConfigError`. */
export function infoOf(config: RunConfig): DatasetEntry {
  const dataset = datasetById(config.data)
  if (!dataset) throw new ConfigError(`There is no data set "${config.data}".`, 'Choose one from the list.')
  return dataset.info
}
