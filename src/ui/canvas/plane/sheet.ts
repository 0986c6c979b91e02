/** A square to draw on once, and the picture of it to lay down often. */
export interface Sheet {
  pen: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D
  /** The picture; the sheet is not drawn on after it. */
  picture(): CanvasImageSource
}

/** Drawn by the processor. A bitmap, since a canvas as a source is looked at anew each time; a canvas where there is no other. */
export function sheetOf(side: number): Sheet {
  const offscreen = typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(side, side)
  const pen = offscreen?.getContext('2d', { willReadFrequently: true })
  if (offscreen && pen) return { pen, picture: () => offscreen.transferToImageBitmap() }
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = side
  return { pen: canvas.getContext('2d', { willReadFrequently: true })!, picture: () => canvas }
}
