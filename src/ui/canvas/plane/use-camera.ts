import { type RefObject, useEffect, useState } from 'react'
import { type Camera, contained, panned, wholePlane, zoomed } from './projection'

/** One press of a key or a button. */
const leap = 1.5

export interface CameraControl {
  camera: Camera
  nearer(): void
  farther(): void
  whole(): void
}

/**
 * Moves a camera over the plane shown in `place`, a focusable element: wheel and pinch zoom around the pointer, dragging
 * moves, and so do + − 0 and the arrows. Where the page itself scrolls, the wheel needs Ctrl.
 */
export function useCamera(place: RefObject<HTMLElement | null>, extent: number): CameraControl {
  const [camera, setCamera] = useState(wholePlane)
  useEffect(() => {
    setCamera((former) => contained(former, extent))
    const element = place.current
    if (!element) return
    const stop = new AbortController()
    const listen = <K extends keyof HTMLElementEventMap>(
      type: K,
      hear: (event: HTMLElementEventMap[K]) => void,
      passive = true,
    ) => element.addEventListener(type, hear, { signal: stop.signal, passive })
    const at = (event: MouseEvent): [number, number] => {
      const { left, top, width, height } = element.getBoundingClientRect()
      return [(event.clientX - left) / width, (event.clientY - top) / height]
    }
    listen(
      'wheel',
      (event) => {
        if (!event.ctrlKey && pageScrolls()) return
        event.preventDefault()
        const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
        setCamera((former) => zoomed(former, extent, Math.exp(-0.0022 * lines * event.deltaY), ...at(event)))
      },
      false,
    )
    drag(listen, at, element, (change) => setCamera((former) => change(former, extent)))
    listen(
      'keydown',
      (event) => {
        const change = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key]
        if (!change) return
        event.preventDefault()
        setCamera((former) => change(former, extent))
      },
      false,
    )
    return () => stop.abort()
  }, [place, extent])
  return {
    camera,
    nearer: () => setCamera((former) => zoomed(former, extent, leap)),
    farther: () => setCamera((former) => zoomed(former, extent, 1 / leap)),
    whole: () => setCamera(wholePlane),
  }
}

type Change = (camera: Camera, extent: number) => Camera

export const keys: Record<string, Change> = {
  '+': (camera, extent) => zoomed(camera, extent, leap),
  '=': (camera, extent) => zoomed(camera, extent, leap),
  '-': (camera, extent) => zoomed(camera, extent, 1 / leap),
  '0': () => wholePlane,
  ArrowRight: (camera, extent) => panned(camera, extent, 0.1, 0),
  ArrowLeft: (camera, extent) => panned(camera, extent, -0.1, 0),
  ArrowDown: (camera, extent) => panned(camera, extent, 0, 0.1),
  ArrowUp: (camera, extent) => panned(camera, extent, 0, -0.1),
}

/** One pointer moves the plane with it, two also zoom. */
function drag(
  listen: <K extends keyof HTMLElementEventMap>(
    type: K,
    hear: (event: HTMLElementEventMap[K]) => void,
  ) => unknown,
  at: (event: MouseEvent) => [number, number],
  element: HTMLElement,
  apply: (change: Change) => void,
): void {
  const held = new Map<number, [number, number]>()
  const middle = (): [number, number] => {
    const all = [...held.values()]
    return [0, 1].map((axis) => all.reduce((sum, place) => sum + place[axis]!, 0) / all.length) as [
      number,
      number,
    ]
  }
  const spread = () => {
    const [a, b] = [...held.values()]
    return a && b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 0
  }
  listen('pointerdown', (event) => {
    if (event.button !== 0 || (event.target as HTMLElement).closest('button')) return
    element.setPointerCapture(event.pointerId)
    held.set(event.pointerId, at(event))
  })
  listen('pointermove', (event) => {
    if (!held.has(event.pointerId)) return
    const [before, wide] = [middle(), spread()]
    held.set(event.pointerId, at(event))
    const [after, wider] = [middle(), spread()]
    const factor = wide > 0 && wider > 0 ? wider / wide : 1
    apply((camera, extent) =>
      zoomed(panned(camera, extent, before[0] - after[0], before[1] - after[1]), extent, factor, ...after),
    )
  })
  for (const type of ['pointerup', 'pointercancel'] as const)
    listen(type, (event) => held.delete(event.pointerId))
}

/** One column, as on a phone: there the wheel belongs to the page. */
const pageScrolls = () => window.matchMedia('(max-width: 860px)').matches
