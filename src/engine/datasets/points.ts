import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { Dataset, LoadedData, Split } from '../core/dataset'
import type { Rng } from '../core/rng'

const trainCount = 20_000
const testCount = 2_500

/** What makes one cloud of points. */
export interface Cloud {
  id: string
  label: string
  summary: string
  /** Half the side of the square shown; at least 99 % of the points lie in it. */
  extent: number
  classes?: string[]
  modes?: Dataset['modes']
  /** Draws one point, and its class where the cloud has classes. */
  draw: Draw
}
type Draw = (rng: Rng) => { x: number; y: number; label?: number }

/** A cloud that depends on the configuration's drawing. */
type DrawnCloud = Omit<Cloud, 'draw'> & { drawer(drawing?: string): Draw }

/** A set of 2-D points drawn from the run's own random numbers: the training points first, then the test points. */
export function points(cloud: Cloud | DrawnCloud): Dataset {
  const { id, label, summary, extent, classes, modes } = cloud
  const info = {
    id,
    label,
    summary,
    kind: 'points' as const,
    shape: [2],
    count: trainCount,
    testCount,
    classes,
    modes: modes?.centres.length,
    licence: 'MIT',
    source: 'Drawn from the seed',
    extent,
  }
  return {
    info,
    modes,
    load: async ({ rng, drawing, onProgress }): Promise<LoadedData> => {
      const hash = sha256.create()
      const made = 'drawer' in cloud ? { ...cloud, draw: cloud.drawer(drawing) } : cloud
      const train = sampled(made, rng, trainCount)
      const test = sampled(made, rng, testCount)
      for (const { coordinates } of [train, test]) hash.update(new Uint8Array(coordinates.buffer))
      onProgress?.(trainCount, trainCount)
      return {
        info,
        modes,
        hash: bytesToHex(hash.digest()),
        train: train.split,
        test: async () => test.split,
        retry: async () => {},
        dispose: () => {},
      }
    },
  }
}

function sampled(cloud: Cloud, rng: Rng, count: number): { coordinates: Float32Array; split: Split } {
  const coordinates = new Float32Array(2 * count)
  const labels = cloud.classes && new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const { x, y, label } = cloud.draw(rng)
    coordinates[2 * i] = x
    coordinates[2 * i + 1] = y
    if (labels) labels[i] = label!
  }
  const split: Split = {
    count,
    available: count,
    shardEnds: [count],
    labels,
    copy(index, out, offset) {
      out[offset] = coordinates[2 * index]!
      out[offset + 1] = coordinates[2 * index + 1]!
    },
    ready: async () => {},
  }
  return { coordinates, split }
}

/** An even mixture of round Gaussians. Class i is the mode i. */
export function mixture(
  cloud: Omit<Cloud, 'classes' | 'modes' | 'draw'>,
  centres: [number, number][],
  sigma: number,
): Dataset {
  return points({
    ...cloud,
    classes: centres.map((_, i) => `mode ${i + 1}`),
    modes: { centres, sigma },
    draw: (rng) => {
      const label = rng.integer(centres.length)
      const [x, y] = centres[label]!
      return { x: x + sigma * rng.normal(), y: y + sigma * rng.normal(), label }
    },
  })
}
