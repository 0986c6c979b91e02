import { Maximize, Minus, Plus } from 'lucide-react'
import { useRef } from 'react'
import type { Frame } from '../../protocol/events'
import { LiveCanvas } from '../canvas/live-canvas'
import { type CameraControl, useCamera } from '../canvas/plane/use-camera'
import { stageOf } from '../slow/slow-state'
import { useActions, usePage } from '../store/page'
import './plane.css'
import { planeLayers, stacked } from './plane-layers'
import { has, type View, type ViewProps } from './view'

const probeIds = [...new Set(planeLayers.map((layer) => layer.probe))]

/** The newest of some frames; real points stay those of the first look. */
function newestOf(frames: ReadonlyMap<string, Frame>): Frame | undefined {
  const seen = probeIds.flatMap((id) => frames.get(id) ?? [])
  return seen.sort((a, b) => b.step - a.step)[0]
}

function Plane({ family, dataset }: ViewProps) {
  const actions = useActions()
  const hidden = usePage((state) => state.hidden)
  const stage = usePage((state) => stageOf(state.slow))
  const place = useRef<HTMLDivElement>(null)
  const extent = dataset.extent ?? 3
  const control = useCamera(place, extent)
  const { camera } = control
  const offered = planeLayers.filter((layer) => has(family, layer.needs))
  const shown = stacked.filter((layer) => offered.includes(layer) && !hidden.includes(layer.id))
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a group of form fields is something else */}
      <div
        className="pic plate plane"
        ref={place}
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys + − 0 and the arrows move what is seen
        tabIndex={0}
        aria-label="Plane: plus and minus zoom, arrows move, 0 shows the whole"
        data-near={camera.zoom > 1}
      >
        <LiveCanvas
          probes={probeIds}
          name="Generated samples"
          className="plane-canvas"
          look={({ frames: own }) => {
            // In slow motion as it stood at the stage that is told.
            const told = stage?.frames?.map((frame) => [frame.probe, frame] as const) ?? []
            const frames = new Map([...own, ...told].filter(([probe]) => probeIds.includes(probe)))
            const newest = frames.get('samples') ?? newestOf(frames)
            if (!newest) return null
            const name = `Generated samples, step ${newest.step}${told.length ? `, at “${stage?.label}”` : ''}`
            const layers = shown.map(({ id }) => id)
            return { name, frames, scene: { kind: 'plane', props: { layers, extent, camera } } }
          }}
        />
        <Zoom {...control} />
      </div>
      <div className="side">
        <section className="layers-list">
          <h3 className="heading">Layers</h3>
          {offered.map(({ id, label, help, swatch }) => (
            <label key={id} className="layer" title={help} data-thing={`layer:${id}`}>
              <i style={{ background: swatch }} />
              {label}
              <input
                type="checkbox"
                className="check"
                checked={!hidden.includes(id)}
                onChange={() => actions.toggleLayer(id)}
              />
            </label>
          ))}
        </section>
        {offered.some((layer) => layer.id === 'heat-map') && (
          <section aria-label="Scale of the heat map">
            <h3 className="heading">What D thinks there</h3>
            <div className="scale" aria-hidden />
            <div className="ends">
              <span>fake</span>
              <span>undecided</span>
              <span>real</span>
            </div>
          </section>
        )}
        <div className="caption">
          {stage?.frames && <p>As it stands at the end of “{stage.label}”.</p>}
          <p>
            The plane reaches from −{extent} to {extent} both ways.
          </p>
          {shown.map(({ id, says }) => says && <p key={id}>{says}</p>)}
        </div>
      </div>
    </>
  )
}

function Zoom({ camera, nearer, farther, whole }: CameraControl) {
  return (
    <div className="zoom">
      <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={nearer}>
        <Plus size={14} aria-hidden />
      </button>
      <button
        type="button"
        aria-label="Zoom out"
        title="Zoom out (−)"
        disabled={camera.zoom <= 1}
        onClick={farther}
      >
        <Minus size={14} aria-hidden />
      </button>
      <button
        type="button"
        aria-label="Whole plane"
        title="Whole plane (0)"
        disabled={camera.zoom <= 1}
        onClick={whole}
      >
        <Maximize size={13} aria-hidden />
      </button>
    </div>
  )
}

export const plane: View = {
  id: 'plane',
  label: 'Plane',
  needs: ['sample'],
  kind: 'points',
  probes: probeIds.map((id) => {
    const drawn = planeLayers.filter((layer) => layer.probe === id)
    return { id, options: drawn[0]!.options, needs: drawn[0]!.needs, layers: drawn.map((layer) => layer.id) }
  }),
  component: Plane,
}
