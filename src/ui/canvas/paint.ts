import type { Pixels } from './image-grid'

/** In a worker there is no document, on an old browser nothing but one. */
type Scratch = HTMLCanvasElement | OffscreenCanvas

let small: Scratch | null = null
let middle: Scratch | null = null

const contextOf = (canvas: Scratch) =>
  canvas.getContext('2d', { willReadFrequently: true }) as
    | CanvasRenderingContext2D
    | OffscreenCanvasRenderingContext2D

function scratch(canvas: Scratch | null, width: number, height: number): Scratch {
  const made =
    canvas ??
    (typeof document === 'undefined' ? new OffscreenCanvas(width, height) : document.createElement('canvas'))
  if (made.width !== width || made.height !== height) {
    made.width = width
    made.height = height
  }
  return made
}

/** The pixels as an image of their own size, until the next call. */
export function pixelCanvas(pixels: Pixels): Scratch {
  small = scratch(small, pixels.width, pixels.height)
  contextOf(small).putImageData(new ImageData(pixels.data, pixels.width, pixels.height), 0, 0)
  return small
}

/**
 * Pixels as crisp squares at any size: enlarged by a whole factor first, then brought down to fit, so that no pixel
 * of the picture is wider than its neighbour.
 */
export function paintPixels(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  pixels: Pixels,
  left: number,
  top: number,
  width: number,
  height: number,
): void {
  const image = pixelCanvas(pixels)
  const factor = Math.max(1, Math.ceil(width / pixels.width))
  middle = scratch(middle, pixels.width * factor, pixels.height * factor)
  const between = contextOf(middle)
  between.imageSmoothingEnabled = false
  between.clearRect(0, 0, middle.width, middle.height)
  between.drawImage(image, 0, 0, middle.width, middle.height)
  context.imageSmoothingEnabled = true
  context.imageSmoothingQuality = 'high'
  context.drawImage(middle, left, top, width, height)
}

/** The largest place for `width × height` within a box, in the middle. */
export function contain(
  width: number,
  height: number,
  boxWidth: number,
  boxHeight: number,
): { left: number; top: number; width: number; height: number } {
  const scale = Math.min(boxWidth / width, boxHeight / height)
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)]
  return { left: Math.round((boxWidth - w) / 2), top: Math.round((boxHeight - h) / 2), width: w, height: h }
}
