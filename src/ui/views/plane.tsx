import { heatMap } from '../canvas/heat-map'
import { LiveCanvas } from '../canvas/live-canvas'
import { paintField } from '../canvas/paint'
import { rgb } from '../canvas/palette'
import { drawManifold, drawPoints } from '../canvas/plane'
import { useActions, usePage } from '../store/page'
import type { View, ViewProps } from './view'

/** Layers from the bottom up: each one is what a probe draws. */
const layers = [
  { probe: 'real', label: 'Real points', colour: 'var(--real)' },
  { probe: 'samples', label: 'Generated points', colour: 'var(--gen)' },
  {
    probe: 'heat-map',
    label: 'Heat map',
    colour: 'linear-gradient(90deg, var(--disc), var(--surface), var(--real))',
  },
  {
    probe: 'latent-grid',
    label: 'Manifold',
    colour:
      'repeating-linear-gradient(0deg, var(--gen) 0 1px, transparent 0 4px), repeating-linear-gradient(90deg, var(--gen) 0 1px, transparent 0 4px)',
  },
] as const

function Plane({ family, dataset }: ViewProps) {
  const actions = useActions()
  const hidden = usePage((state) => state.hidden)
  const extent = dataset.extent ?? 3
  const offered = layers.filter(
    ({ probe }) =>
      probes
        .find((entry) => entry.id === probe)
        ?.needs?.every((need) => family.capabilities.includes(need)) ?? true,
  )
  const shown = (probe: string) => !hidden.includes(probe)
  return (
    <>
      <div className="pic plate">
        <LiveCanvas
          probes={layers.map((layer) => layer.probe)}
          name="Generated samples"
          className="plane-canvas"
          paint={({ context, width, height, scale, palette, record }) => {
            const size = Math.min(width, height)
            const block = (probe: string, name: string) =>
              shown(probe) ? record.frames.get(probe)?.blocks[name] : undefined
            const heat = block('heat-map', 'values')
            const grid = block('latent-grid', 'points')
            const real = block('real', 'points')
            const made = block('samples', 'points')
            const newest = record.frames.get('samples') ?? record.frames.get('real')
            if (!newest) return null
            context.globalAlpha = 1
            context.fillStyle = palette.surface
            context.fillRect(0, 0, width, height)
            if (heat) {
              const field = heatMap(heat, rgb(palette.disc), rgb(palette.surface), rgb(palette.real))
              paintField(context, field, size, size)
            }
            if (grid) drawManifold(context, grid, extent, size, scale, palette.gen)
            const radius = Math.max(1.6 * scale, size / 320)
            context.globalAlpha = 0.75
            if (real) drawPoints(context, real, extent, size, radius, palette.real)
            context.globalAlpha = 0.9
            if (made) drawPoints(context, made, extent, size, radius * 1.15, palette.gen)
            context.globalAlpha = 1
            return `Generated samples, step ${newest.step}`
          }}
        />
      </div>
      <div className="side">
        <section className="layers-list">
          <h3 className="heading">Layers</h3>
          {offered.map(({ probe, label, colour }) => (
            <label key={probe} className="layer" data-thing={`layer:${probe}`}>
              <i style={{ background: colour }} />
              {label}
              <input
                type="checkbox"
                className="check"
                checked={shown(probe)}
                onChange={() => actions.toggleLayer(probe)}
              />
            </label>
          ))}
        </section>
        {offered.some((layer) => layer.probe === 'heat-map') && (
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
        <p className="caption">
          The plane reaches from −{extent} to {extent} both ways. The manifold is the model’s latent plane,
          bent into the data: dense where it puts many points.
        </p>
      </div>
    </>
  )
}

const probes: View['probes'] = [
  { id: 'samples' },
  { id: 'real' },
  { id: 'heat-map', needs: ['score'] },
  { id: 'latent-grid' },
]

export const plane: View = {
  id: 'plane',
  label: 'Plane',
  needs: ['sample'],
  kind: 'points',
  probes,
  component: Plane,
}
