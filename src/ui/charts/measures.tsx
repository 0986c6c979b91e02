import { type DatasetEntry, kindsOf, type MetricEntry, metricsOf } from '../../protocol/catalogue'
import { applies } from '../../protocol/schema'
import { signed, whole } from '../controls/format'
import { useActions, useDataset, useFamily, usePage, useRecord, useTick } from '../store/page'
import type { Measured } from '../store/record'

/** Best value of a metric over the run, by its own direction. */
export function best(measures: Measured[], metric: Pick<MetricEntry, 'id' | 'better'>): Measured | null {
  const better = (a: number, b: number) => (metric.better === 'lower' ? a < b : a > b)
  return measures.reduce<Measured | null>((top, one) => {
    const value = one.values[metric.id]
    if (value === undefined || !Number.isFinite(value)) return top
    return top === null || better(value, top.values[metric.id]!) ? one : top
  }, null)
}

/** Measures of the run: what they were when last taken, and the best that they were. */
export function Measures() {
  const record = useRecord()
  const actions = useActions()
  const family = useFamily()
  const dataset = useDataset()
  const catalogue = usePage((state) => state.catalogue)
  const settings = usePage((state) => state.config?.settings)
  const fresh = usePage(({ status }) => status.step === record.measures.at(-1)?.step)
  const stands = usePage(
    ({ status, dead }) => !dead && (status.state === 'running' || status.state === 'paused'),
  )
  useTick('measures', 250, 90)
  if (!catalogue || !family || !dataset) return null
  const metrics = metricsOf(catalogue, family, dataset).filter(
    (metric) => !settings || applies(metric, settings),
  )
  if (!metrics.length) return null
  const { measures } = record
  const measured = measures.at(-1)
  return (
    <section aria-label="Is it any good?">
      <h2 className="heading">
        Is it any good?
        <span className="aside">
          <button type="button" className="textbtn" disabled={!stands} onClick={() => actions.measure()}>
            measure now
          </button>
        </span>
      </h2>
      <table className="measures">
        <thead>
          <tr>
            <th scope="col">measure</th>
            <th scope="col">{measured && !fresh ? `at step ${whole(measured.step)}` : 'now'}</th>
            <th scope="col">best</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => {
            const now = measures.findLast((one) => one.values[metric.id] !== undefined)?.values[metric.id]
            const top = best(measures, metric)
            return (
              <tr key={metric.id} title={metric.meaning} data-thing={`measure:${metric.id}`}>
                <th scope="row">
                  {metric.label}
                  <span className="aim" role="img" aria-label={`${metric.better} is better`}>
                    {metric.better === 'lower' ? '↓' : '↑'}
                  </span>
                </th>
                <td>{show(now, metric, dataset)}</td>
                <td title={top ? `at step ${whole(top.step)}` : undefined}>
                  {show(top?.values[metric.id], metric, dataset)}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

/** A measure with its unit; a count of kinds with how many there are. */
export function show(
  value: number | undefined,
  metric: Pick<MetricEntry, 'digits' | 'unit' | 'tells'>,
  data: DatasetEntry,
): string {
  if (value === undefined || !Number.isFinite(value)) return '–'
  const unit = metric.tells === 'kinds' ? `of ${kindsOf(data)}` : metric.unit
  return signed(value.toFixed(metric.digits)) + (unit ? ` ${unit}` : '')
}
