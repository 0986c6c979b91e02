import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { type Drawing, drawnExtent, type Stroke, simplified } from '../../protocol/drawing'
import { readPalette } from '../canvas/palette'
import { trace } from '../canvas/plane/pen'
import { drawPoints, stampOf } from '../canvas/plane/points'
import { type Projection, project } from '../canvas/plane/projection'

/** Corners nearer than this to a line's straight course are left out: a five-hundredth of the plane. */
const tolerance = drawnExtent / 250

/** What a pointer's path becomes: kept on the plane, with as few corners as show. `beyond` tells that some of it was not. */
export function strokeOf(path: number[], width: number): { stroke: Stroke; beyond: boolean } {
  const clipped = path.map((value) => Math.min(drawnExtent, Math.max(-drawnExtent, value)))
  const beyond = clipped.some((value, i) => value !== path[i])
  return { stroke: { width, line: simplified(clipped, tolerance) }, beyond }
}

/** The square that one draws on, with mouse, finger or pen. */
export function Board({
  drawing,
  width,
  onStroke,
}: {
  drawing: Drawing
  width: number
  onStroke: (stroke: Stroke, beyond: boolean) => void
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const path = useRef<number[] | null>(null)
  const scheme = useComputedColorScheme('light')

  const paint = () => {
    const element = canvas.current
    const context = element?.getContext('2d', { willReadFrequently: true })
    if (!element || !context) return
    const scale = window.devicePixelRatio || 1
    const size = Math.round(element.clientWidth * scale)
    if (element.width !== size) element.width = element.height = size
    const projection = project(drawnExtent, size, scale)
    const palette = readPalette(element)
    context.globalAlpha = 1
    context.fillStyle = palette.surface
    context.fillRect(0, 0, size, size)
    context.strokeStyle = palette.line
    context.lineWidth = scale
    context.beginPath()
    trace(context, [size / 2, 0, size / 2, size])
    trace(context, [0, size / 2, size, size / 2])
    context.stroke()
    const stamp = stampOf({ radius: 1.4 * scale, colour: palette.real, alpha: 0.6 })
    const points = Float32Array.from(drawing.points)
    drawPoints(context, { shape: [points.length / 2, 2], data: points }, projection, stamp)
    for (const stroke of drawing.strokes) paintStroke(context, stroke, projection, palette.real)
    if (path.current) paintStroke(context, { width, line: path.current }, projection, palette.real)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: painted anew whenever anything that it shows has changed
  useEffect(paint, [drawing, scheme])

  const place = (event: { clientX: number; clientY: number }) => {
    const { left, top, width: side } = canvas.current!.getBoundingClientRect()
    const { dataX, dataY } = project(drawnExtent, side)
    return [dataX(event.clientX - left), dataY(event.clientY - top)]
  }
  const end = () => {
    const drawn = path.current
    path.current = null
    if (!drawn) return
    const { stroke, beyond } = strokeOf(drawn, width)
    onStroke(stroke, beyond)
  }
  const count = drawing.strokes.length
  return (
    <canvas
      ref={canvas}
      className="board"
      role="img"
      aria-label={`Drawing: ${count} ${count === 1 ? 'stroke' : 'strokes'}, ${drawing.points.length / 2} points`}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        path.current = place(event)
        paint()
      }}
      onPointerMove={(event) => {
        if (!path.current) return
        const moves = event.nativeEvent.getCoalescedEvents?.() ?? []
        for (const move of moves.length ? moves : [event]) path.current.push(...place(move))
        paint()
      }}
      onPointerUp={end}
      onPointerCancel={end}
    />
  )
}

/** Where points will fall: two deviations about the line, lightly, and the line itself. */
function paintStroke(
  context: CanvasRenderingContext2D,
  { line, width }: Stroke,
  { x, y, unit, scale }: Projection,
  colour: string,
): void {
  const pixels = line.map((value, i) => (i % 2 ? y(value) : x(value)))
  if (pixels.length === 2) pixels.push(pixels[0]! + 0.01, pixels[1]!)
  context.strokeStyle = colour
  context.lineCap = context.lineJoin = 'round'
  for (const [thickness, alpha] of [
    [4 * width * unit, 0.22],
    [2 * width * unit, 0.3],
    [1.5 * scale, 0.9],
  ] as const) {
    context.globalAlpha = alpha
    context.lineWidth = Math.max(scale, thickness)
    context.beginPath()
    trace(context, pixels)
    context.stroke()
  }
  context.globalAlpha = 1
  context.lineCap = 'butt'
}
