import { type KeyboardEvent, useEffect, useMemo } from 'react'
import { useActions, useDataset, useFamily, usePage } from '../store/page'
import { views } from '../views'
import { probesFor, viewsFor } from '../views/view'
import { Problems } from './problems'
import { Progress } from './progress'

/** The middle: what the model makes, one view at a time. */
export function Stage() {
  const actions = useActions()
  const family = useFamily()
  const dataset = useDataset()
  const wanted = usePage((state) => state.view)
  const settings = usePage((state) => state.config?.settings)
  const hidden = usePage((state) => state.hidden)
  const offered = useMemo(
    () => (family && dataset && settings ? viewsFor(views, family, dataset, settings) : []),
    [family, dataset, settings],
  )
  const view = offered.find((entry) => entry.id === wanted) ?? offered[0]

  useEffect(() => {
    if (view && family) actions.watch(probesFor(view, family, hidden))
  }, [view, family, hidden, actions])

  const turn = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, Home: -offered.length, End: offered.length }[event.key]
    if (by === undefined || !view) return
    event.preventDefault()
    const at = Math.min(offered.length - 1, Math.max(0, offered.indexOf(view) + by))
    actions.show(offered[at]!.id)
    document.getElementById(`tab-${offered[at]!.id}`)?.focus()
  }
  const Body = view?.component
  return (
    <section className="stage-region" aria-label="Stage">
      <div className="tabs" role="tablist" aria-label="Views">
        {offered.map((entry) => (
          <button
            key={entry.id}
            id={`tab-${entry.id}`}
            type="button"
            role="tab"
            data-thing={`view:${entry.id}`}
            aria-selected={entry === view}
            aria-controls="view"
            tabIndex={entry === view ? 0 : -1}
            onClick={() => actions.show(entry.id)}
            onKeyDown={turn}
          >
            {entry.label}
          </button>
        ))}
      </div>
      <Problems />
      <div className="stage" id="view" role="tabpanel" aria-labelledby={view && `tab-${view.id}`}>
        {Body && family && dataset ? (
          <div className="stage-grid" key={`${view.id}.${dataset.kind}`}>
            <Body family={family} dataset={dataset} />
          </div>
        ) : (
          <div className="stage-grid">
            <div className="pic skeleton" />
            <div className="side" />
          </div>
        )}
        <Progress />
      </div>
    </section>
  )
}
