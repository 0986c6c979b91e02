import { lazy, Suspense } from 'react'
import { metricsOf } from '../../protocol/catalogue'
import { applies } from '../../protocol/schema'
import { usePage } from '../store/page'
import { roleColour } from '../theme/roles'
import type { View, ViewProps } from './view'

const Objective = lazy(() => import('../explanations/objective'))

const directions = { lower: 'lower is better', higher: 'higher is better', neither: '' }

function HowItWorks({ family, dataset }: ViewProps) {
  const metrics = metricsOf(
    usePage((state) => state.catalogue!),
    family,
    dataset,
  )
  const settings = usePage((state) => state.config!.settings)
  const curves = family.series.filter((series) => applies(series, settings))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard
    <article className="reading" tabIndex={0} aria-label="How it works">
      <h2>{family.name}</h2>
      <p className="lead">{family.summary}</p>
      <p className="cite">
        {family.paper.authors} ({family.paper.year}).{' '}
        <a href={family.paper.url} target="_blank" rel="noreferrer">
          {family.paper.title}
        </a>
      </p>
      <Suspense fallback={<div className="skeleton" style={{ height: 240, marginTop: 16 }} />}>
        <Objective family={family.id} dataset={dataset} />
      </Suspense>
      <h3 className="heading">The curves</h3>
      <dl className="meanings">
        {curves.map((series) => (
          <div key={series.id}>
            <dt>
              <i className="swatch" style={{ background: roleColour(series.role) }} />
              {series.label}
              <small>
                {[series.unit, directions[series.better ?? 'neither']].filter(Boolean).join(' · ')}
              </small>
            </dt>
            <dd>{series.meaning}</dd>
          </div>
        ))}
      </dl>
      {metrics.length > 0 && (
        <>
          <h3 className="heading">The measures</h3>
          <dl className="meanings">
            {metrics.map((metric) => (
              <div key={metric.id}>
                <dt>
                  {metric.label}
                  <small>{[metric.unit, directions[metric.better]].filter(Boolean).join(' · ')}</small>
                </dt>
                <dd>{metric.meaning}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <h3 className="heading">The data</h3>
      <p>
        <b>{dataset.label}.</b> {dataset.summary}{' '}
        <span className="cite">
          {dataset.source} · {dataset.licence}
        </span>
      </p>
    </article>
  )
}

export const howItWorks: View = {
  id: 'how-it-works',
  label: 'How it works',
  needs: [],
  probes: [],
  component: HowItWorks,
}
