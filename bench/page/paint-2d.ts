import type { Block, Frame } from '../../src/protocol/events'
import type { Palette } from '../../src/ui/canvas/palette'
import { project } from '../../src/ui/canvas/plane/projection'
import { stacked } from '../../src/ui/views/plane-layers/index'
import { paintPlane } from '../../src/ui/views/plane-layers/paint-plane'
import type { BenchRow } from './worker'

const palette: Palette = {
  real: '#2f6fde',
  gen: '#0b8f83',
  disc: '#d9780b',
  latent: '#cf3a7c',
  enc: '#7a45d6',
  surface: '#ffffff',
  line: '#e4e4df',
  ink: '#191c22',
  faint: '#5f6672',
}
const extent = 3
const [cells, grid, points] = [60, 20, 500]

function block(shape: number[], value: (i: number) => number): Block {
  const length = shape.reduce((a, b) => a * b, 1)
  return { shape, data: Float32Array.from({ length }, (_, i) => value(i)) }
}

/** Eight clusters on a ring. */
const cloud = (spread: number, turn: number) => (i: number) => {
  const angle = ((i >> 1) % 8) * (Math.PI / 4) + turn
  const away = spread * Math.sin(12.9898 * i + 78.233 * turn)
  return 2 * (i % 2 ? Math.sin(angle) : Math.cos(angle)) + away
}

/** The examples stand still, as they do while a run trains. */
const examples = block([points, 2], cloud(0.2, 0))

/** A ring of eight as a trained GAN shows it; `turn` moves all that the model makes, so that no two repaints are alike. */
function framesAt(turn: number): Map<string, Frame> {
  const score = (i: number) => {
    const [x, y] = [((i % cells) / cells - 0.5) * 6, (Math.floor(i / cells) / cells - 0.5) * 6]
    return 0.5 + 0.45 * Math.sin(8 * Math.atan2(y, x) + turn) * Math.exp(-((Math.hypot(x, y) - 2) ** 2))
  }
  const sheet = (i: number) => {
    const [u, v] = [((i >> 1) % grid) / 9.5 - 1, Math.floor((i >> 1) / grid) / 9.5 - 1]
    const radius = 2.2 * Math.tanh(2 * Math.hypot(u, v))
    const angle = Math.atan2(v, u) + 0.4 * Math.sin(8 * Math.atan2(v, u) + turn)
    return radius * (i % 2 ? Math.sin(angle) : Math.cos(angle))
  }
  const blocks: Record<string, Record<string, Block>> = {
    real: { points: examples },
    samples: { points: block([points, 2], cloud(0.4, turn)) },
    'heat-map': { values: block([cells, cells], score) },
    'latent-grid': { points: block([grid, grid, 2], sheet) },
  }
  return new Map(Object.entries(blocks).map(([probe, made]) => [probe, { probe, step: 1, blocks: made }]))
}

/** The 2-D stage painted whole by the processor: a canvas of 560 CSS pixels at each ratio, and reading a pixel back. */
export function benchPaint(): BenchRow[] {
  return [1, 2].map((ratio) => {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 560 * ratio
    const context = canvas.getContext('2d', { willReadFrequently: true })!
    const times: number[] = []
    for (let i = 0; i < 60; i++) {
      const frames = framesAt(i / 50)
      const start = performance.now()
      paintPlane(context, stacked, frames, project(extent, canvas.width, ratio), palette)
      context.getImageData(0, 0, 1, 1) // nothing of it is put off
      if (i >= 10) times.push(performance.now() - start)
    }
    times.sort((a, b) => a - b)
    return {
      workload: ratio === 1 ? 'paint-2d' : `paint-2d @${ratio}x`,
      backend: 'canvas',
      kernels: 'page',
      ms: { min: times[0]!, median: times[times.length >> 1]!, max: times.at(-1)! },
      gflops: 0,
    }
  })
}
