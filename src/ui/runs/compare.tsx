import { type Ref, useEffect, useState } from 'react'
import type { RunPast } from '../../protocol/api'
import { type Catalogue, chartTitles, type Series } from '../../protocol/catalogue'
import { familyOf } from '../../protocol/config'
import { chartsOf } from '../charts/chart-data'
import { whole } from '../controls/format'
import type { StoredCheckpoint, StoredRun } from '../storage/schema'
import { useActions } from '../store/page'
import { type Axis, curveOf } from './curves'
import { whatChanged } from './differences'
import { RunPicture } from './picture'
import { Plot, strokes } from './plot'

type Pasts = Map<string, { past: RunPast; checkpoints: StoredCheckpoint[] }>

/** Two or more runs beside each other: what they make, what they differ in, their curves on common axes. */
export function Compare({
  ref,
  catalogue,
  runs,
}: {
  ref: Ref<HTMLElement>
  catalogue: Catalogue
  runs: StoredRun[]
}) {
  const actions = useActions()
  const [pasts, setPasts] = useState<Pasts>(new Map())
  const [axis, setAxis] = useState<Axis>('step')
  const [wanted, setWanted] = useState('')
  const ids = runs.map(({ id }) => id).join()
  useEffect(() => {
    let current = true
    void Promise.all(ids.split(',').map(async (id) => [id, await actions.pastOf(id)] as const)).then(
      (read) => {
        if (current) setPasts(new Map(read.flatMap(([id, past]) => (past ? [[id, past]] : []))))
      },
    )
    return () => {
      current = false
    }
  }, [ids, actions])

  const known = new Map(
    runs.flatMap((run) => familyOf(catalogue, run.config.model).series.map((one) => [one.id, one] as const)),
  )
  const series = [...known.values()].filter(({ id }) =>
    runs.some((run) => pasts.get(run.id)?.past.values[id]),
  )
  const charts = chartsOf(series, chartTitles)
  const drawn = series.find(({ id }) => id === wanted) ?? charts[0]?.series[0]
  const curves = runs.map((run) => {
    const read = pasts.get(run.id)
    return read && drawn ? curveOf(read.past, drawn.id, axis, read.checkpoints) : []
  })
  const [first, ...others] = runs
  return (
    <section ref={ref} className="runs-compare" aria-label="Comparison">
      <div className="compare-cards">
        {runs.map((run, index) => (
          <figure key={run.id}>
            <RunPicture run={run} size={160} />
            <figcaption>
              <svg width="20" height="6" aria-hidden="true">
                <line x1="0" x2="20" y1="3" y2="3" strokeWidth="2" {...strokes(index)} />
              </svg>
              {run.name} <small>step {whole(run.step)}</small>
            </figcaption>
          </figure>
        ))}
      </div>
      <div className="compare-tools">
        <label>
          Curve{' '}
          <select
            className="small-select"
            value={drawn?.id}
            onChange={(event) => setWanted(event.target.value)}
          >
            {charts.map((chart) => (
              <optgroup key={chart.id} label={chart.title}>
                {chart.series.map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
        <label>
          over{' '}
          <select
            className="small-select"
            value={axis}
            onChange={(event) => setAxis(event.target.value as Axis)}
          >
            <option value="step">steps</option>
            <option value="time">time</option>
          </select>
        </label>
      </div>
      {drawn ? (
        <Plot curves={curves} names={runs.map(({ name }) => name)} axis={axis} title={titleOf(drawn)} />
      ) : (
        <p className="runs-none">Reading the curves …</p>
      )}
      <h3 className="heading">What changed</h3>
      {others.map((run) => {
        const changes = whatChanged(catalogue, first!.config, run.config)
        return (
          <div key={run.id} className="compare-changes">
            <b>
              {first!.name} → {run.name}:
            </b>{' '}
            {changes.length ? (
              <ul>
                {changes.map(({ title, before, after }) => (
                  <li key={title}>
                    {title}{' '}
                    <span>
                      {before} → {after}
                    </span>
                  </li>
                ))}
              </ul>
            ) : (
              'nothing; the same configuration and seed'
            )}
          </div>
        )
      })}
    </section>
  )
}

const titleOf = ({ chart, label, unit }: Series) =>
  `${chartTitles[chart] ?? chart}: ${label}${unit ? `, ${unit}` : ''}`
