import type { Palette } from '../palette'

/** What a scene is painted on: a canvas in device pixels, and how many of them make a CSS pixel. */
export interface Sheet {
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D
  width: number
  height: number
  scale: number
  palette: Palette
  /** The page's font family. */
  font: string
}
