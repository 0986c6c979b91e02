import { useComputedColorScheme } from '@mantine/core'
import { GitBranch, Pause, Play } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { readPalette } from '../canvas/palette'
import { whole } from '../controls/format'
import { useActions, useDataset, usePage, useRecord, useTick } from '../store/page'
import type { Moment } from './film'
import { SaveFilm } from './save/save-film'
import { nearestOf, stopsOf } from './stops'
import './strip.css'
import { alike, Thumbnails } from './thumbnails'

/** Between two moments while the film plays, in milliseconds. */
const pace = 90

/** The run's life under the stage: pictures of it, one slider through it, and what can be done from there. */
export default function FilmStrip() {
  const actions = useActions()
  const { film } = useRecord()
  const tick = useTick('film', 1500)
  const cursor = usePage((state) => state.cursor)
  const view = usePage((state) => state.view)
  const hidden = usePage((state) => state.hidden)
  const stands = usePage(({ status }) => status.state === 'running' || status.state === 'paused')
  const [playing, setPlaying] = useState(false)
  const { moments } = film
  const stops = useStops(moments, tick)
  const last = Math.max(0, stops.length - 1)
  const index = cursor === null ? last : nearestOf(stops, cursor)
  const step = cursor ?? stops[index] ?? 0
  const shown = usePage((state) => (state.cursor === null ? null : state.shown))
  const replaying = usePage((state) => state.replaying)
  const words = wordsOf(step, cursor === null ? step : shown, replaying)
  const life = moments.length > 1

  // Another view needs other pictures of the same moment.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when what is seen changes
  useEffect(() => {
    if (cursor !== null) actions.scrub(cursor)
  }, [view, hidden])

  useEffect(() => {
    if (!playing) return
    let at = film.moments[0]?.step ?? 0
    actions.scrub(at)
    const timer = setInterval(() => {
      const next = film.moments.find((moment) => moment.step > at)
      if (next) {
        at = next.step
        actions.scrub(at)
      } else {
        setPlaying(false)
        actions.live()
      }
    }, pace)
    return () => clearInterval(timer)
  }, [playing, film, actions])

  const scrub = (to: number) => {
    setPlaying(false)
    if (to >= last) actions.live()
    else actions.scrub(stops[to]!)
  }
  return (
    <section className="film" aria-label="Film of the run">
      <button
        type="button"
        className="btn quiet icon"
        disabled={!life}
        aria-label={playing ? 'Stop the film' : 'Play the film'}
        title={playing ? 'Stop the film' : 'Play the film'}
        onClick={() => setPlaying(!playing)}
      >
        {playing ? <Pause size={15} aria-hidden /> : <Play size={15} aria-hidden />}
      </button>
      <div className="reel">
        <Pictures moments={moments} stops={stops} tick={tick} />
        {life && (
          <input
            type="range"
            aria-label="Time machine"
            aria-valuetext={
              cursor === null ? `step ${whole(step)}, live` : `step ${whole(step)}${words && `, ${words}`}`
            }
            min={0}
            max={last}
            value={index}
            onChange={(event) => scrub(Number(event.target.value))}
          />
        )}
        {/* On the side of the reel where the thumb is not. */}
        <span className={2 * index < last ? 'film-words right' : 'film-words'} role="status">
          {words}
        </span>
      </div>
      <output className={cursor === null ? 'film-step' : 'film-step past'}>{whole(step)}</output>
      <button
        type="button"
        className="btn quiet"
        disabled={cursor === null}
        title="Back to the present"
        onClick={() => {
          setPlaying(false)
          actions.live()
        }}
      >
        <i className={`dot ${cursor === null ? '' : 'idle'}`} /> Live
      </button>
      <button
        type="button"
        className="btn quiet"
        disabled={!stands || !life}
        aria-label="Branch from here"
        title="Branch from here: a new run from this point; the present one is kept"
        onClick={() => {
          setPlaying(false)
          void actions.branch()
        }}
      >
        <GitBranch size={14} aria-hidden /> Branch
      </button>
      <SaveFilm />
    </section>
  )
}

/** What is seen, where it is not the step that was asked for. */
function wordsOf(step: number, shown: number | null, replaying: boolean): string {
  const seen = shown === null ? '' : `pictures of step ${whole(shown)}`
  if (replaying) return `${seen && `${seen}; `}training to step ${whole(step)} again …`
  if (shown === null) return 'no pictures yet'
  return shown === step ? '' : `nearest kept: step ${whole(shown)}`
}

/** Where the slider stops: the moments of the film, the checkpoints between them, and steps between these. */
function useStops(moments: Moment[], tick: number): number[] {
  const actions = useActions()
  const run = usePage((state) => state.run?.id)
  const [kept, setKept] = useState<{ run: string | undefined; steps: number[] }>({ run, steps: [] })
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every drawing there may be another
  useEffect(() => {
    let stays = true
    actions.keptSteps().then((steps) => stays && setKept({ run, steps }))
    return () => {
      stays = false
    }
  }, [run, tick, actions])
  const shown = moments.map(({ step }) => step)
  return kept.run === run ? stopsOf(shown, kept.steps) : shown
}

/** As many moments as find room, drawn a few at a time, so that no task is long. */
function Pictures({ moments, stops, tick }: { moments: Moment[]; stops: number[]; tick: number }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const scheme = useComputedColorScheme('light')
  const extent = useDataset()?.extent ?? 3
  // Another colour scheme draws them anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said
  const thumbnails = useMemo(() => new Thumbnails(), [scheme, extent])
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)))
    observer.observe(canvas.current!)
    return () => observer.disconnect()
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each tick is a drawing
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d', { willReadFrequently: true })
    if (!element || !context || !width) return
    const scale = window.devicePixelRatio || 1
    const side = Math.round(element.clientHeight * scale)
    element.width = Math.round(width * scale)
    element.height = side
    const pictured = alike(moments)
    const places = Math.min(pictured.length, Math.floor(element.width / (side + scale)))
    // Each above its place on the slider.
    const shown = pictured.map(({ step }) => step)
    const chosen = Array.from({ length: places }, (_, i) => {
      const stop = stops[places > 1 ? Math.round((i * (stops.length - 1)) / (places - 1)) : 0]!
      return pictured[nearestOf(shown, stop)]!
    })
    const palette = readPalette(element)
    let timer: ReturnType<typeof setTimeout> | undefined
    const paint = () => {
      if (thumbnails.paint(context, chosen, side, extent, palette)) timer = setTimeout(paint, 60)
    }
    paint()
    return () => clearTimeout(timer)
  }, [tick, width, thumbnails, extent])
  return <canvas ref={canvas} />
}
