import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useRecord } from '../store/page'
import type { RunRecord } from '../store/record'
import { type Palette, readPalette } from './palette'

/** What one drawing gets: a cleared context in device pixels, the size, and how many of them make a CSS pixel. */
export interface Drawing {
  context: CanvasRenderingContext2D
  width: number
  height: number
  scale: number
  palette: Palette
  record: RunRecord
}

/** The longest wait for a display frame, in milliseconds. */
const patience = 150
/** Frames are drawn at most twenty times a second: probes of one look arrive one by one, and training needs the time. */
const shortest = 50

/**
 * A canvas that repaints when one of its probes sends a frame, when it is resized or when the colour scheme turns:
 * at most once a display frame, and past React. `paint` returns the picture's name, or null where it had nothing
 * to draw yet (the former picture then stays).
 */
export function LiveCanvas({
  probes,
  paint,
  className,
  name,
}: {
  probes: string[]
  paint: (drawing: Drawing) => string | null
  className?: string
  name: string
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const record = useRecord()
  const scheme = useComputedColorScheme('light')
  const painter = useRef(paint)
  painter.current = paint
  const again = useRef<() => void>(() => {})

  // biome-ignore lint/correctness/useExhaustiveDependencies: the palette follows the scheme
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d', { willReadFrequently: true })
    if (!element || !context) return
    const palette = readPalette(element)
    let request = 0
    let late: ReturnType<typeof setTimeout> | undefined
    let wait: ReturnType<typeof setTimeout> | undefined
    let drawnAt = -shortest
    const draw = () => {
      cancelAnimationFrame(request)
      clearTimeout(late)
      clearTimeout(wait)
      request = 0
      wait = undefined
      drawnAt = performance.now()
      const scale = window.devicePixelRatio || 1
      const width = Math.round(element.clientWidth * scale)
      const height = Math.round(element.clientHeight * scale)
      if (!width || !height) return
      const resized = element.width !== width || element.height !== height
      if (resized) {
        element.width = width
        element.height = height
      }
      const label = painter.current({ context, width, height, scale, palette, record })
      if (label === null) return
      element.setAttribute('aria-label', label)
      element.dataset.drawn = 'true'
    }
    const ask = () => {
      if (request) return
      request = requestAnimationFrame(draw)
      // A busy compositor gives few frames; the picture and its name are not to fall behind the run for that.
      late = setTimeout(draw, patience)
    }
    const askInTime = () => {
      wait ??= setTimeout(ask, Math.max(0, drawnAt + shortest - performance.now()))
    }
    again.current = ask // what the person does is seen in the next display frame
    const stops = probes.map((probe) => record.listen(`frame:${probe}`, askInTime))
    const observer = new ResizeObserver(ask)
    observer.observe(element)
    ask()
    return () => {
      for (const stop of stops) stop()
      observer.disconnect()
      cancelAnimationFrame(request)
      clearTimeout(late)
      clearTimeout(wait)
    }
  }, [record, scheme, probes.join()])

  useEffect(() => again.current())
  return <canvas ref={canvas} role="img" aria-label={name} className={className} />
}
