import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { large, plural, shapeText } from '../controls/format'
import { Problems } from '../controls/problems'
import { useActions, usePage } from '../store/page'
import { roleInk } from '../theme/roles'
import { AddLayer } from './add-layer'
import { Cost } from './cost'
import { withLayers } from './draft'
import { History } from './history'
import { LayerRows } from './layer-rows'
import './editor.css'

/** The networks of the model as lists of layers that can be changed; what fits becomes a run at once. */
export function LayerEditor() {
  const actions = useActions()
  const draft = usePage((state) => state.draft)
  const config = usePage((state) => state.config)
  const blocked = usePage((state) => state.blocked)
  const [chosen, choose] = useState('')
  const heading = useRef<HTMLHeadingElement>(null)
  const seen = useRef(config)

  useEffect(() => heading.current?.focus(), [])
  useEffect(() => {
    if (seen.current !== config) actions.followConfig()
    seen.current = config
  }, [config, actions])

  const sketch = draft?.sketch
  const network = sketch?.networks.find(({ id }) => id === chosen) ?? sketch?.networks[0]
  const press = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return
    event.preventDefault()
    if (event.shiftKey) actions.redoLayers()
    else actions.undoLayers()
  }
  return (
    <section className="editor" aria-label="Layers of the networks" onKeyDown={press}>
      <header className="editor-head">
        <h2 ref={heading} tabIndex={-1}>
          Layers
        </h2>
        <fieldset className="editor-networks" aria-label="Network">
          {sketch?.networks.map(({ id, label, role, own }) => (
            <button
              key={id}
              type="button"
              className="textbtn"
              aria-pressed={id === network?.id}
              data-wrong={sketch.problem?.network === id || undefined}
              onClick={() => choose(id)}
            >
              <span style={{ color: roleInk(role) }}>{label}</span>
              {own && <small> · yours</small>}
            </button>
          ))}
        </fieldset>
        <span className="grow" />
        <History />
        <button
          type="button"
          className="btn"
          disabled={blocked !== null}
          title={blocked ?? 'Back to the pictures'}
          onClick={() => actions.closeEditor()}
        >
          Done
        </button>
      </header>
      <Problems />
      {blocked && sketch?.problem && (
        <div className="editor-problem" role="alert">
          <p>
            <b>{sketch.problem.message}</b> {sketch.problem.next} Train is off until it fits.
          </p>
          <button
            type="button"
            className="btn"
            title="Back to the layers of the run; Undo brings these back"
            onClick={() => {
              actions.discardLayers()
              heading.current?.focus()
            }}
          >
            Discard changes
          </button>
        </div>
      )}
      <div className="editor-body">
        {draft && network ? (
          <>
            <p className="editor-flow">
              {shapeText(network.inputShape)} → {shapeText(network.outputShape)}
              <span>
                {' · '}
                {plural(network.specs.length, 'layer')} · {large(network.parameters)} weights ·{' '}
                {large(network.macs)} multiply-adds an example
              </span>
            </p>
            {network.locked && <p className="editor-why">{network.locked}</p>}
            <LayerRows
              network={network}
              wrong={sketch?.problem?.network === network.id ? sketch.problem.layer : undefined}
              onChange={(layers, control) =>
                actions.editLayers(withLayers(draft.networks, network.id, layers), control)
              }
            />
            {!network.locked && (
              <AddLayer
                key={network.id}
                network={network}
                onAdd={(layers) =>
                  actions.editLayers(withLayers(draft.networks, network.id, layers), `add ${Date.now()}`)
                }
              />
            )}
          </>
        ) : (
          <div className="skeleton" style={{ height: 240 }} />
        )}
      </div>
      <footer className="editor-foot">
        <Cost />
        <span className="grow" />
        <button
          type="button"
          className="btn"
          disabled={!draft?.networks}
          onClick={() => actions.editLayers(undefined, 'default')}
        >
          Back to the default
        </button>
      </footer>
    </section>
  )
}
