import type { Raster } from './png-file'

export interface PointCloud {
  /** x, y, x, y, … in data coordinates. */
  points: ArrayLike<number>
  colour: readonly [red: number, green: number, blue: number]
}

const radius = 2.2
const opacity = 0.6

/** Clouds over one another on white, ±extent to a square of `size` pixels, y upwards. Dots have soft edges. */
export function scatter(clouds: readonly PointCloud[], extent: number, size: number): Raster {
  const data = new Uint8Array(size * size * 3).fill(255)
  const unit = size / (2 * extent)
  for (const { points, colour } of clouds) {
    for (let i = 0; i + 1 < points.length; i += 2) {
      const x = size / 2 + points[i]! * unit - 0.5
      const y = size / 2 - points[i + 1]! * unit - 0.5
      for (let row = Math.max(0, Math.floor(y - radius)); row <= Math.min(size - 1, y + radius + 1); row++) {
        for (
          let col = Math.max(0, Math.floor(x - radius));
          col <= Math.min(size - 1, x + radius + 1);
          col++
        ) {
          const cover = opacity * Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(col - x, row - y)))
          const at = (row * size + col) * 3
          for (let c = 0; c < 3; c++)
            data[at + c] = Math.round(data[at + c]! * (1 - cover) + colour[c]! * cover)
        }
      }
    }
  }
  return { width: size, height: size, channels: 3, data }
}
