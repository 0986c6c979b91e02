import type { Block } from '../../protocol/events'
import { syntheticMark } from '../../protocol/mark'
import type { LoadedData } from '../core/dataset'
import { ConfigError } from '../core/errors'
import type { Format } from './format'
import { encodePng, type Raster } from './png-file'
import { scatter } from './scatter'

const columns = 8
const gap = 1
/** The page's colours for real and generated (light scheme). */
const real = [0x2f, 0x6f, 0xde] as const
const generated = [0x0b, 0x8f, 0x83] as const

/**
 * Images `[n, h, w, c]` in rows of eight, every pixel with the very byte that it has in the block; the gaps and the
 * places left over are transparent.
 */
export function imageGrid({ shape, data }: Block): Raster {
  const [count, height, width, colours] = shape as [number, number, number, 1 | 3]
  const across = Math.min(columns, count)
  const down = Math.ceil(count / across)
  const channels = colours === 1 ? 2 : 4
  const raster = {
    width: across * (width + gap) - gap,
    height: down * (height + gap) - gap,
    channels,
  } as const
  const pixels = new Uint8Array(raster.width * raster.height * channels)
  for (let image = 0; image < count; image++) {
    const left = (image % across) * (width + gap)
    const top = Math.floor(image / across) * (height + gap)
    for (let y = 0; y < height; y++) {
      let from = (image * height + y) * width * colours
      let to = ((top + y) * raster.width + left) * channels
      for (let x = 0; x < width; x++, from += colours, to += channels) {
        for (let c = 0; c < colours; c++) pixels[to + c] = data[from + c]!
        pixels[to + colours] = 255
      }
    }
  }
  return { ...raster, data: pixels }
}

/** As many real points under the generated ones, each kind in its colour on the page. */
function pointPicture({ data }: Block, loaded: LoadedData): Raster {
  const count = Math.min(data.length / 2, loaded.train.available)
  const examples = new Float32Array(count * 2)
  for (let i = 0; i < count; i++) loaded.train.copy(i, examples, i * 2)
  const clouds = [
    { points: examples, colour: real },
    { points: data, colour: generated },
  ]
  return scatter(clouds, loaded.info.extent ?? 1, 640)
}

/** Samples as a PNG file that says that a model made them. */
export function samplesPng(samples: Block, data: LoadedData): Uint8Array {
  return encodePng(
    samples.shape.length === 4 ? imageGrid(samples) : pointPicture(samples, data),
    syntheticMark,
  )
}

export const png: Format = {
  entry: {
    id: 'png',
    label: 'Samples',
    summary:
      'The generated images in rows of eight, pixel by pixel; for points, a plot of real and generated ones.',
    extension: 'png',
    mime: 'image/png',
    imports: false,
  },
  needsSamples: true,
  write({ run, samples }) {
    if (!samples?.shape[0])
      throw new ConfigError(
        'There are no samples to draw.',
        'Let the run show its first picture, then export again.',
      )
    return samplesPng(samples, run.data)
  },
}
