/** The 2-D calls that the plane needs; a test passes a recorder. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  'beginPath' | 'moveTo' | 'lineTo' | 'closePath' | 'fill' | 'stroke' | 'drawImage'
> & {
  fillStyle: unknown
  strokeStyle: unknown
  globalAlpha: number
  lineWidth: number
  imageSmoothingEnabled: boolean
}

/** A straight line through points given as x, y, x, y …; what is not finite interrupts it. */
export function trace(pen: Pen, points: ArrayLike<number>, close = false): void {
  let down = false
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [points[i]!, points[i + 1]!]
    const finite = Number.isFinite(x) && Number.isFinite(y)
    if (finite && down) pen.lineTo(x, y)
    else if (finite) pen.moveTo(x, y)
    down = finite
  }
  if (close && down) pen.closePath()
}
