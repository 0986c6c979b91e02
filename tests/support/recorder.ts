import type { Pen } from '../../src/ui/canvas/plane/pen'

/** A pen that notes what is drawn: the polygons filled, the lines stroked, the images placed. */
export function recorder() {
  let lines: number[][] = []
  const notes = {
    fills: [] as { alpha: number; polygons: number[][] }[],
    strokes: [] as number[][],
    images: [] as number[][],
  }
  const pen = {
    globalAlpha: 1,
    beginPath: () => (lines = []),
    moveTo: (x: number, y: number) => lines.push([x, y]),
    lineTo: (x: number, y: number) => lines.at(-1)!.push(x, y),
    closePath() {},
    fill: () => notes.fills.push({ alpha: pen.globalAlpha, polygons: lines }),
    stroke: () => notes.strokes.push(...lines),
    drawImage: (_: unknown, ...numbers: number[]) => notes.images.push(numbers),
  }
  return { pen: pen as unknown as Pen, notes }
}
