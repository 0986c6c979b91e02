import { ArrowDown, ArrowUp, Lock, X } from 'lucide-react'
import { useRef } from 'react'
import type { LayerSpec } from '../../protocol/layers'
import type { SketchedNetwork } from '../../protocol/sketch'
import { large, shapeText } from '../controls/format'
import { usePage } from '../store/page'
import { blockSizes, resizedBlock } from './block-sizes'
import { editable, lockOf, removed, resized, shifted } from './draft'
import { ParameterInput } from './parameter-input'

interface Props {
  network: SketchedNetwork
  /** The layer that does not fit. */
  wrong?: number
  onChange(layers: LayerSpec[], control: string): void
}

/** A row a layer: what it is, its sizes, what comes out of it and what it costs, and where it may go. */
export function LayerRows({ network, wrong, onChange }: Props) {
  const kinds = usePage((state) => state.catalogue?.layers) ?? []
  const table = useRef<HTMLTableElement>(null)
  const { specs, layers } = network
  // A block of two paths is sized by the channels of its convolutions.
  const channels = kinds
    .find(({ kind }) => kind === 'conv2d')
    ?.parameters.find(({ key }) => key === 'filters')

  const move = (index: number, by: 1 | -1) => {
    onChange(shifted(specs, index, by), `move ${network.id}`)
    // The focus goes with the layer, so that it can be moved on.
    const name = by === 1 ? 'down' : 'up'
    requestAnimationFrame(() => {
      const row = table.current?.querySelectorAll('tbody tr')[index + by]
      const button = row?.querySelector<HTMLButtonElement>(`[data-move="${name}"]:not(:disabled)`)
      ;(button ?? row?.querySelector<HTMLButtonElement>('[data-move]:not(:disabled)'))?.focus()
    })
  }
  return (
    <table className="layer-rows" ref={table} aria-label={`Layers of the ${network.label}`}>
      <thead>
        <tr>
          <th scope="col">layer</th>
          <th scope="col">
            <span className="hidden">sizes</span>
          </th>
          <th scope="col">output</th>
          <th scope="col">weights</th>
          <th scope="col" className="wide-only">
            multiply-adds
          </th>
          <th scope="col">
            <span className="hidden">place</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {specs.map((spec, index) => {
          const kind = kinds.find((entry) => entry.kind === spec.kind)
          const name = `layer ${index + 1}, ${kind?.label ?? spec.kind}`
          const lock = lockOf(network, index)
          const description = layers[index]
          const free = (at: number) => specs[at] !== undefined && lockOf(network, at) === undefined
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: layers are an ordered list without ids
            <tr key={index} data-wrong={index === wrong || undefined}>
              <th scope="row" title={kind?.help}>
                <span className="place">{index + 1}</span>
                {kind?.label ?? spec.kind}
              </th>
              <td className="sizes">
                {kind?.parameters.map((parameter) =>
                  parameter.type === 'layers' || (parameter.fixed && !lock) ? null : (
                    <ParameterInput
                      key={parameter.key}
                      parameter={parameter}
                      value={spec[parameter.key]}
                      name={`${parameter.label} of ${name}`}
                      disabled={
                        !editable(parameter) || (lock !== undefined && !spec.kind.startsWith('masked'))
                      }
                      onChange={(value) =>
                        onChange(
                          resized(specs, index, parameter.key, value),
                          `${network.id} ${index} ${parameter.key}`,
                        )
                      }
                    />
                  ),
                )}
                {channels &&
                  kind?.parameters.some(({ type }) => type === 'layers') &&
                  blockSizes(spec).map(({ size, value }) => (
                    <ParameterInput
                      key={size}
                      parameter={{ ...channels, label: size }}
                      value={value}
                      name={`${size} of ${name}`}
                      disabled={lock !== undefined}
                      onChange={(next) =>
                        onChange(
                          specs.map((other, at) =>
                            at === index ? resizedBlock(other, size, Number(next)) : other,
                          ),
                          `${network.id} ${index} ${size}`,
                        )
                      }
                    />
                  ))}
              </td>
              <td className="figure-cell">{description ? shapeText(description.outputShape) : '–'}</td>
              <td className="figure-cell">{description ? large(description.parameters) : '–'}</td>
              <td className="figure-cell wide-only">{description ? large(description.macs) : '–'}</td>
              <td className="moves">
                {lock ? (
                  <span className="locked" title={lock}>
                    <Lock size={13} aria-hidden />
                    <span className="hidden">Locked: {lock}</span>
                  </span>
                ) : (
                  <>
                    <button
                      type="button"
                      className="btn quiet icon"
                      data-move="up"
                      aria-label={`Move ${name} up`}
                      disabled={!free(index - 1)}
                      onClick={() => move(index, -1)}
                    >
                      <ArrowUp size={14} aria-hidden />
                    </button>
                    <button
                      type="button"
                      className="btn quiet icon"
                      data-move="down"
                      aria-label={`Move ${name} down`}
                      disabled={!free(index + 1)}
                      onClick={() => move(index, 1)}
                    >
                      <ArrowDown size={14} aria-hidden />
                    </button>
                    <button
                      type="button"
                      className="btn quiet icon"
                      aria-label={`Remove ${name}`}
                      disabled={specs.length === 1}
                      onClick={() => onChange(removed(specs, index), `remove ${Date.now()}`)}
                    >
                      <X size={14} aria-hidden />
                    </button>
                  </>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
