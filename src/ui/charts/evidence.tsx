import { useMemo } from 'react'
import { chartTitles } from '../../protocol/catalogue'
import { useFamily, usePage, useRecord, useTick } from '../store/page'
import { Chart } from './chart'
import { chartsOf } from './chart-data'
import { Measures } from './measures'
import { type Verdict, verdictOf } from './verdict'

/** The right column: curves, measures, and what they amount to. */
export function Evidence() {
  const family = useFamily()
  const charts = useMemo(() => chartsOf(family?.series ?? [], chartTitles), [family])
  return (
    <aside className="evidence" aria-label="Evidence">
      {family ? (
        <>
          {charts.slice(0, 1).map((spec) => (
            <Chart key={`${family.id}.${spec.id}`} spec={spec} height={172} phase={0} />
          ))}
          <Health />
          <Measures />
          {charts.slice(1).map((spec, index) => (
            <Chart key={`${family.id}.${spec.id}`} spec={spec} height={116} phase={60 * (index + 1)} />
          ))}
        </>
      ) : (
        <section aria-label="Losses">
          <h2 className="heading">Losses</h2>
          <div className="skeleton" style={{ height: 196 }} />
        </section>
      )}
    </aside>
  )
}

function Health() {
  const record = useRecord()
  const family = useFamily()
  const problem = usePage((state) => state.problem)
  useTick('scalars', 1000, 120)
  const verdict: Verdict | null =
    problem?.name === 'DivergenceError'
      ? { level: 'bad', title: 'Diverged', why: `${problem.message} ${problem.next}` }
      : verdictOf(record.history, family?.series ?? [])
  if (!verdict) return null
  return (
    <section className="verdict" aria-label="Verdict">
      <b>
        <i className={verdict.level === 'ok' ? 'dot' : `dot ${verdict.level}`} />
        {verdict.title}
      </b>
      <p>{verdict.why}</p>
    </section>
  )
}
