import { useEffect, useMemo, useState } from 'react'
import { chartTitles } from '../../protocol/catalogue'
import { WatchPanel } from '../gallery/watch'
import { useActions, useDataset, useFamily, usePage, useRecord, useTick } from '../store/page'
import { Chart } from './chart'
import { type ChartSpec, chartsOf, latest, type Parent } from './chart-data'
import { hasCode } from './code-verdict'
import { coverageOf } from './coverage'
import { Measures } from './measures'
import { canJudge, type Verdict, verdictOf } from './verdict'

/** The right column: curves, measures, and what they amount to. */
export function Evidence() {
  const family = useFamily()
  const parent = useParent()
  const charts = useMemo(() => chartsOf(family?.series ?? [], chartTitles), [family])
  return (
    <aside className="evidence" aria-label="Evidence">
      {family ? (
        <>
          <WatchPanel />
          {charts.slice(0, 1).map((spec) => (
            <Chart key={`${family.id}.${spec.id}`} spec={spec} parent={parent} height={172} phase={0} />
          ))}
          <Health />
          <Measures />
          <Others charts={charts.slice(1)} parent={parent} />
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

/** The run from which the present one branched, where it is still kept. */
function useParent(): Parent | null {
  const actions = useActions()
  const run = usePage((state) => state.run)
  const [parent, setParent] = useState<Parent | null>(null)
  useEffect(() => {
    let stays = true
    setParent(null)
    if (run?.parent) void actions.parentOf(run).then((found) => stays && setParent(found))
    return () => {
      stays = false
    }
  }, [run, actions])
  return parent
}

/** Further charts, each once the run has something to draw in it. */
function Others({ charts, parent }: { charts: ChartSpec[]; parent: Parent | null }) {
  const { history } = useRecord()
  useTick('scalars', 1000, 200)
  return charts
    .filter((spec) => spec.series.some((series) => latest(history, series.id) !== null))
    .map((spec, index) => (
      <Chart key={spec.id} spec={spec} parent={parent} height={116} phase={60 * (index + 1)} />
    ))
}

function Health() {
  const record = useRecord()
  const family = useFamily()
  const data = useDataset()
  const metrics = usePage((state) => state.catalogue?.metrics)
  const settings = usePage((state) => state.config?.settings)
  const problem = usePage((state) => state.problem)
  useTick('scalars', 1000, 120)
  useTick('measures', 1000, 120)
  const { history, measures } = record
  const coverage =
    family && data && metrics ? coverageOf(measures, metrics, family, data, history.lastStep) : null
  const verdict: Verdict | null =
    problem?.name === 'DivergenceError'
      ? { level: 'bad', title: 'Diverged', why: `${problem.message} ${problem.next}` }
      : verdictOf(history, family?.series ?? [], coverage, settings)
  if (!verdict && !canJudge(family?.series ?? [])) return null
  return (
    <section className="verdict" aria-label="Verdict">
      <b>
        <i className={`dot ${verdict?.level ?? 'idle'}`} />
        {verdict?.title ?? 'Too early to tell'}
      </b>
      <p>
        {verdict?.why ??
          `Here stands ${hasCode(family?.series ?? []) ? 'whether the code is used' : 'how the game between G and D goes'}, once there are twenty steps to judge by.`}
      </p>
    </section>
  )
}
