import type { LoadedData, Split } from '../../src/engine/core/dataset'
import { exampleSize } from '../../src/engine/core/dataset'
import { Rng } from '../../src/engine/core/rng'
import type { DatasetEntry } from '../../src/protocol/catalogue'

const common = { licence: 'CC0', source: 'tests', count: 96, testCount: 32 }

/** A mixture of four points, as small as a data set can be. */
export const tinyPoints: DatasetEntry = {
  ...common,
  id: 'ring',
  label: 'Tiny points',
  summary: '96 points',
  kind: 'points',
  shape: [2],
  extent: 3,
}

/** Grey 8×8 pictures of two classes: left or right half lit. */
export const tinyImages: DatasetEntry = {
  ...common,
  id: 'mnist',
  label: 'Tiny images',
  summary: '96 pictures',
  kind: 'image',
  shape: [8, 8, 1],
  classes: ['left', 'right'],
}

/** In-memory data of either kind, the same for the same seed. */
export function tinyData(info: DatasetEntry, seed = 1): LoadedData {
  const rng = Rng.stream(seed, info.id)
  const [train, test] = [split(info, info.count, rng), split(info, info.testCount, rng)]
  return {
    info,
    hash: `tiny-${info.id}-${seed}`,
    modes:
      info.kind === 'points'
        ? {
            centres: [
              [1, 1],
              [1, -1],
              [-1, 1],
              [-1, -1],
            ],
            sigma: 0.1,
          }
        : undefined,
    train,
    test: async () => test,
    retry: async () => {},
    dispose: () => {},
  }
}

function split(info: DatasetEntry, count: number, rng: Rng): Split {
  const size = exampleSize(info.shape)
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2)
  const values = Float32Array.from({ length: count * size }, (_, i) => {
    const [example, element] = [Math.floor(i / size), i % size]
    if (info.kind === 'points') return (rng.integer(2) ? 1 : -1) + 0.1 * rng.normal()
    const lit = element % 8 < 4 ? labels[example] === 0 : labels[example] === 1
    return Math.round((lit ? 0.9 : 0.1) * 255 + 20 * (rng.uniform() - 0.5)) / 255
  })
  return {
    count,
    available: count,
    shardEnds: [count / 2, count],
    labels: info.classes && labels,
    copy(index, out, offset) {
      out.set(values.subarray(index * size, (index + 1) * size), offset)
    },
    ready: async () => {},
  }
}
