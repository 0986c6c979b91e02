import type { Block } from '../../../protocol/events'
import type { Pen } from './pen'
import type { Projection } from './projection'
import { sheetOf } from './sheet'

/** Places within a pixel at which a stamp can stand, each way: a dot is never more than an eighth of a pixel off. */
export const phases = 4

/** One dot, drawn in advance at every place within a pixel: cell (i, j) of the sheet is shifted by (i, j) / phases. */
export interface Stamp {
  sheet: CanvasImageSource
  /** Side of a cell; the unshifted dot's centre lies at (cell / 2, cell / 2) of it. */
  cell: number
}

export interface Dot {
  radius: number
  colour: string
  alpha: number
  /** A thin rim that keeps the dot apart from what lies under it. */
  rim?: string
}

const stamps = new Map<string, Stamp>()

/** The stamp of a dot, made once. */
export function stampOf(dot: Dot): Stamp {
  const key = JSON.stringify(dot)
  let stamp = stamps.get(key)
  if (!stamp) {
    if (stamps.size > 40) stamps.clear() // other sizes and colours, e.g. of a window that was resized
    stamp = makeStamp(dot)
    stamps.set(key, stamp)
  }
  return stamp
}

function makeStamp({ radius, colour, alpha, rim }: Dot): Stamp {
  const around = rim ? Math.max(0.6, radius * 0.34) : 0
  const cell = 2 * Math.ceil(radius + around + 1)
  const side = cell * phases
  const { pen, picture } = sheetOf(side)
  const disc = (x: number, y: number, size: number, paint: string, opacity: number) => {
    pen.globalAlpha = opacity
    pen.fillStyle = paint
    pen.beginPath()
    pen.arc(x, y, size, 0, 2 * Math.PI)
    pen.fill()
  }
  for (let column = 0; column < phases; column++) {
    for (let row = 0; row < phases; row++) {
      const x = (column + 0.5) * cell + column / phases
      const y = (row + 0.5) * cell + row / phases
      if (rim) disc(x, y, radius + around, rim, 0.7)
      disc(x, y, radius, colour, alpha)
    }
  }
  return { sheet: picture(), cell }
}

/** A dot for each finite point `[n, 2]` that lies in sight. */
export function drawPoints(pen: Pen, { data }: Block, projection: Projection, { sheet, cell }: Stamp): void {
  const { size } = projection
  const half = cell / 2
  pen.globalAlpha = 1
  pen.imageSmoothingEnabled = false
  for (let i = 0; i + 1 < data.length; i += 2) {
    const x = Math.round(projection.x(data[i]!) * phases)
    const y = Math.round(projection.y(data[i + 1]!) * phases)
    const left = Math.floor(x / phases) - half
    const top = Math.floor(y / phases) - half
    if (!(left > -cell && top > -cell && left < size && top < size)) continue
    const column = x - phases * Math.floor(x / phases)
    const row = y - phases * Math.floor(y / phases)
    pen.drawImage(sheet, column * cell, row * cell, cell, cell, left, top, cell, cell)
  }
}
