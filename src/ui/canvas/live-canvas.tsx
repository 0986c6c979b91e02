import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { Frame } from '../../protocol/events'
import { useRecord } from '../store/page'
import type { RunRecord } from '../store/record'
import { setUpEasel } from './easel/easel'
import { readPalette } from './palette'
import { paintScene, type Scene } from './scenes'
import type { Sheet } from './scenes/sheet'

/** What is to be seen now: a picture and its name. */
export interface Look {
  name: string
  scene: Scene
  /** By probe; the record's own where there are none. */
  frames?: ReadonlyMap<string, Frame>
}

/** Pictures are drawn at most twenty times a second, since training needs the time. */
const shortest = 50
/** The probes of one look arrive one by one within so many milliseconds: they are drawn together. */
const gathering = 30

/**
 * A canvas that repaints when one of its probes sends a frame, when it is resized or when the colour scheme turns, past
 * React. `look` returns null where there is nothing to draw yet (the former picture then stays). The picture is painted in
 * a worker and laid down here; by the page itself where there is no such worker, or where the picture has `words`.
 */
export function LiveCanvas({
  probes,
  look,
  className,
  name,
  words = false,
}: {
  probes: string[]
  look: (record: RunRecord) => Look | null
  className?: string
  name: string
  words?: boolean
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const record = useRecord()
  const scheme = useComputedColorScheme('light')
  const seen = useRef(look)
  seen.current = look
  const again = useRef<() => void>(() => {})
  // A canvas keeps the context that it first had: without the worker it takes another one.
  const [alone, setAlone] = useState(words)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the palette follows the scheme
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const easel = alone ? null : setUpEasel()
    if (!easel && !alone) {
      setAlone(true)
      return
    }
    const lay = easel && element.getContext('bitmaprenderer')
    const context = easel ? null : element.getContext('2d', { willReadFrequently: true })
    if (!lay && !context) return
    const style = getComputedStyle(element)
    const paper = { palette: readPalette(element), font: style.fontFamily }
    let wait: ReturnType<typeof setTimeout> | undefined
    let drawnAt = -shortest
    let painting = false
    let asked = false
    let gone = false
    const sizeAs = ({ width, height }: { width: number; height: number }) => {
      if (element.width !== width) element.width = width
      if (element.height !== height) element.height = height
    }
    const shown = (label: string) => {
      element.setAttribute('aria-label', label)
      element.dataset.drawn = 'true'
    }
    const draw = () => {
      clearTimeout(wait)
      wait = undefined
      if (painting) {
        asked = true
        return
      }
      const scale = window.devicePixelRatio || 1
      const width = Math.round(element.clientWidth * scale)
      const height = Math.round(element.clientHeight * scale)
      if (!width || !height) return
      const now = seen.current(record)
      if (!now) return
      drawnAt = performance.now()
      const frames = now.frames ?? framesOf(record, probes)
      const sheet: Omit<Sheet, 'context'> = { ...paper, width, height, scale }
      if (!easel) {
        sizeAs(sheet)
        paintScene({ ...sheet, context: context! }, frames, now.scene)
        shown(now.name)
        return
      }
      painting = true
      easel.paint(now.scene, frames, sheet).then(
        (bitmap) => {
          painting = false
          if (gone) {
            bitmap.close()
            return
          }
          sizeAs(bitmap)
          lay!.transferFromImageBitmap(bitmap)
          shown(now.name)
          if (asked) askInTime()
          asked = false
        },
        () => !gone && setAlone(true),
      )
    }
    const askInTime = () => {
      wait ??= setTimeout(draw, Math.max(gathering, drawnAt + shortest - performance.now()))
    }
    again.current = draw // what the person does is seen at once
    const stops = probes.map((probe) => record.listen(`frame:${probe}`, askInTime))
    const observer = new ResizeObserver(draw)
    observer.observe(element)
    draw()
    return () => {
      gone = true
      for (const stop of stops) stop()
      observer.disconnect()
      clearTimeout(wait)
      easel?.close()
    }
  }, [record, scheme, probes.join(), alone])

  useEffect(() => again.current())
  return (
    <canvas key={alone ? 'page' : 'worker'} ref={canvas} role="img" aria-label={name} className={className} />
  )
}

/** The newest frames of some probes. */
const framesOf = ({ frames }: RunRecord, probes: string[]) =>
  new Map(probes.flatMap((probe) => (frames.has(probe) ? [[probe, frames.get(probe)!] as const] : [])))
