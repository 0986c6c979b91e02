import { lazy, Suspense, useMemo, useState } from 'react'
import { compact } from '../controls/format'
import { usePage, useRecord, useTick } from '../store/page'
import { roleColour } from '../theme/roles'
import { type ChartSpec, chartRows, dashes, endOf, laterRows, latest, type Parent } from './chart-data'
import { CursorLine } from './cursor-line'

const LinePlot = lazy(() => import('./line-plot'))

/** Weight of the past in the smoothed curve. */
const smoothWeight = 0.85

interface ChartProps {
  spec: ChartSpec
  /** The run from which this one branched. */
  parent: Parent | null
  height: number
  phase: number
}

/** One chart of the evidence: its curves, what they are now, and how they are looked at. */
export function Chart({ spec, parent, height, phase }: ChartProps) {
  const record = useRecord()
  useTick('scalars', 500, phase)
  const [smooth, setSmooth] = useState(spec.id === 'loss')
  const [log, setLog] = useState(false)
  const trains = usePage(({ status }) => status.state === 'running')
  const [range, setRange] = useState<[number, number] | null>(null)
  const { history } = record
  // A zoom of a run that went back to its beginning shows nothing any more.
  const zoom = range && range[0] <= Math.max(history.lastStep, parent?.history.lastStep ?? 0) ? range : null
  // A series that this run does not report (a penalty that is off) has no place in the legend.
  const reported = spec.series.filter((series) => latest(history, series.id) !== null)
  const named = (reported.length ? reported : spec.series).map((series) => series.id).join(' ')
  // The same array for the same series, so that the plot is drawn anew only when they change.
  const drawn = useMemo(
    () => spec.series.filter((series) => named.split(' ').includes(series.id)),
    [spec, named],
  )
  const ids = drawn.map((series) => series.id)
  const smoothing = smooth ? smoothWeight : 0
  const rows = chartRows(history, ids, zoom, smoothing, log)
  const later = useMemo(
    () =>
      laterRows(
        parent,
        drawn.map((series) => series.id),
        zoom,
        smoothing,
        log,
      ),
    [parent, drawn, zoom, smoothing, log],
  )
  const dash = dashes(drawn)
  const units = new Set(drawn.map((series) => series.unit))
  const common = units.size === 1 ? [...units][0] : undefined
  return (
    <section className="chart" aria-label={spec.title}>
      <h2 className="heading">
        <span>
          {spec.title}
          {common && <small className="in-unit"> in {common}</small>}
        </span>
        <span className="aside">
          <button type="button" className="textbtn" disabled={!zoom} onClick={() => setRange(null)}>
            reset zoom
          </button>
          <button type="button" className="textbtn" aria-pressed={smooth} onClick={() => setSmooth(!smooth)}>
            smooth
          </button>
          <button type="button" className="textbtn" aria-pressed={log} onClick={() => setLog(!log)}>
            log
          </button>
        </span>
      </h2>
      <ul className="legend">
        {drawn.map((series, index) => {
          const now = latest(history, series.id)
          return (
            <li key={series.id} title={series.meaning} data-thing={`series:${series.id}`}>
              <Stroke colour={roleColour(series.role)} width={3} dash={dash[index]} />
              {series.label}
              <b>{now === null ? '–' : compact(now)}</b>
              {series.unit && !common && <small>{series.unit}</small>}
            </li>
          )
        })}
        {later.length > 1 && (
          <li title="How the run went on from which this one branched">
            <Stroke colour="var(--faint)" width={2} dash="1.5 3" />
            parent run
          </li>
        )}
      </ul>
      <div className="plot" style={{ height }}>
        {rows.length > 1 ? (
          <Suspense fallback={<div className="skeleton" style={{ height }} />}>
            <LinePlot
              rows={rows}
              later={later}
              series={drawn}
              log={log}
              height={height}
              range={zoom}
              onZoom={setRange}
            />
            <CursorLine start={zoom?.[0] ?? 0} end={zoom?.[1] ?? endOf(rows, later)} />
          </Suspense>
        ) : (
          <p className="nothing">
            {trains ? 'The curves begin with the first steps.' : 'The curves begin when you press Train.'}
          </p>
        )}
      </div>
    </section>
  )
}

/** A curve's mark in the legend. */
function Stroke({ colour, width, dash }: { colour: string; width: number; dash?: string }) {
  return (
    <svg width="14" height="4" aria-hidden="true">
      <line x1="0" x2="14" y1="2" y2="2" stroke={colour} strokeWidth={width} strokeDasharray={dash} />
    </svg>
  )
}
