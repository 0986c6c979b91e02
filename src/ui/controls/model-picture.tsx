import { Popover, Tooltip } from '@mantine/core'
import { Gauge, Layers2 } from 'lucide-react'
import { Fragment, lazy, Suspense, useLayoutEffect, useRef, useState } from 'react'
import type { FlowNode, LayerDescription, NetworkDescription } from '../../protocol/events'
import type { StageRecord } from '../../protocol/stages'
import { stageOf } from '../slow/slow-state'
import { useActions, usePage } from '../store/page'
import { roleColour, roleInk } from '../theme/roles'
import { large, plural, shapeText, whole } from './format'
import { LayerTable } from './layer-table'
import { LayerTip } from './layer-tip'

const SlowMotion = lazy(() =>
  import('../slow/slow-motion').then((module) => ({ default: module.SlowMotion })),
)

/** The networks as they stand, left to right: what flows, through what, in which shape. */
export function ModelPicture() {
  const description = usePage((state) => state.description)
  const slow = usePage((state) => state.slow)
  const largeType = usePage((state) => state.large)
  const line = useTight(description, largeType)
  if (!description) return <div className="model skeleton" />
  const { flow, networks } = description
  const stage = stageOf(slow)
  const works = (node?: FlowNode) => node?.kind === 'network' && stage?.networks.includes(node.network)
  return (
    <section className="model" aria-label="Flow of the model">
      <div ref={line} className="model-line">
        <div className="flow" data-direction={stage?.direction}>
          {flow.map((node, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a flow is an ordered list without ids
            <Fragment key={index}>
              {index > 0 && (
                <span
                  className="arrow"
                  data-lit={works(node) || works(flow[index - 1]) || undefined}
                  aria-hidden
                />
              )}
              <Node node={node} networks={networks} stage={stage} />
            </Fragment>
          ))}
        </div>
        <ModelTools />
      </div>
      {slow && (
        <Suspense fallback={<div className="slow-place" />}>
          <SlowMotion />
        </Suspense>
      )}
    </section>
  )
}

/** What a line that is too short goes without, one after the other. */
const stages = ['macs', 'arrows', 'weights', 'words', 'shapes']

/** Tells a line with `data-tight` what its flow goes without, so that all of the rest is in sight. */
function useTight(content: unknown, largeType: boolean) {
  const line = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another content, or type, has another width
  useLayoutEffect(() => {
    const element = line.current
    const flow = element?.querySelector('.flow')
    if (!element || !flow) return
    const observer = new ResizeObserver(() => {
      for (let without = 0; without <= stages.length; without++) {
        element.dataset.tight = stages.slice(0, without).join(' ')
        if (flow.scrollWidth <= flow.clientWidth) return
      }
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [content, largeType])
  return line
}

function ModelTools() {
  const actions = useActions()
  const open = usePage((state) => state.slow !== null)
  const editing = usePage((state) => state.draft !== null)
  const blocked = usePage((state) => state.blocked)
  const stands = usePage(
    ({ dead, status }) => dead === null && (status.state === 'running' || status.state === 'paused'),
  )
  return (
    <div className="model-tools">
      <button
        type="button"
        className="textbtn"
        aria-label="Slow motion"
        aria-pressed={open}
        disabled={!stands || blocked !== null}
        title="One iteration, stage by stage"
        onClick={() => (open ? actions.closeSlow() : actions.openSlow(true))}
      >
        <Gauge size={14} aria-hidden />
        <span>Slow motion</span>
      </button>
      <button
        type="button"
        className="textbtn"
        aria-label="Edit layers"
        aria-pressed={editing}
        disabled={editing && blocked !== null}
        title={(editing && blocked) || 'Add, remove, reorder and resize the layers of each network'}
        onClick={() => (editing ? actions.closeEditor() : actions.openEditor())}
      >
        <Layers2 size={14} aria-hidden />
        <span>Edit layers</span>
      </button>
    </div>
  )
}

function Node({
  node,
  networks,
  stage,
}: {
  node: FlowNode
  networks: NetworkDescription[]
  stage: StageRecord | null
}) {
  if (node.kind === 'tensor') {
    return (
      <span className="node">
        <b style={{ color: roleInk(node.role) }}>{node.label}</b>
        <small>{shapeText(node.shape)}</small>
      </span>
    )
  }
  const network = networks.find((entry) => entry.id === node.network)
  const update = stage?.updates.find(({ network: id }) => id === node.network)
  const lit = stage ? stage.networks.includes(node.network) : undefined
  return network ? <Network network={network} lit={lit} gradients={update?.layers} /> : null
}

/** Bar heights from 8 to 34 px by the logarithm of each layer's output. */
export function barHeights(layers: Pick<LayerDescription, 'outputShape'>[]): number[] {
  const sizes = layers.map((layer) => Math.log2(1 + layer.outputShape.reduce((a, b) => a * b, 1)))
  const most = Math.max(...sizes, 1)
  return sizes.map((size) => Math.round(8 + 26 * (size / most)))
}

/** `lit`: in slow motion, whether it is at work. `gradients`: norms by layer, where it has just been moved. */
function Network({
  network,
  lit,
  gradients,
}: {
  network: NetworkDescription
  lit?: boolean
  gradients?: Record<number, number>
}) {
  const most = Math.max(...Object.values(gradients ?? {}), 1e-12)
  const heights = barHeights(network.layers)
  const [open, setOpen] = useState(false)
  return (
    <Popover position="top" offset={8} shadow="none" withRoles={false} trapFocus onChange={setOpen}>
      <Popover.Target>
        <button
          type="button"
          className="node network"
          data-thing={`network:${network.id}`}
          data-lit={lit}
          aria-label={`${network.label}: ${plural(network.layers.length, 'layer')}, ${whole(network.parameters)} parameters. Show the layers`}
        >
          <span className="stack" style={{ color: roleColour(network.role) }}>
            {heights.map((height, index) => {
              const opacity = gradients && 0.25 + 0.75 * ((gradients[index] ?? 0) / most)
              return (
                <Tooltip
                  // biome-ignore lint/suspicious/noArrayIndexKey: layers are an ordered list without ids
                  key={index}
                  label={<LayerTip network={network} at={index} />}
                  disabled={open} // the table then says it
                  openDelay={150}
                  events={{ hover: true, focus: false, touch: false }}
                >
                  <i style={{ height, opacity }} />
                </Tooltip>
              )
            })}
          </span>
          <span className="what">
            <b style={{ color: roleInk(network.role) }}>{network.label}</b>
            <small>
              {large(network.parameters)} weights
              <span className="mac"> · {large(network.macs)} MAC</span>
            </small>
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <LayerTable network={network} />
      </Popover.Dropdown>
    </Popover>
  )
}
