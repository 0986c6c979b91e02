import { Popover } from '@mantine/core'
import { useId, useState } from 'react'
import type { DeviceReport } from '../../protocol/events'
import { useActions, usePage } from '../store/page'
import { bytes, compact, whole } from './format'

/** Where the tensors are computed: a badge, and behind it the why and the choice. */
export function Device() {
  const device = usePage((state) => state.device)
  if (!device) return <span className="chip skeleton" style={{ width: 96, height: 26 }} />
  const [name, ...more] = words(device).split(separator)
  return (
    <Popover position="bottom-end" offset={8} shadow="none" width={336} trapFocus withRoles={false}>
      <Popover.Target>
        <button type="button" className="chip" aria-label={`Device: ${words(device)}. Show and choose`}>
          <i className={device.software ? 'dot warn' : 'dot'} />
          <span className="label" title={device.why}>
            {name}
            {more.length > 0 && <span className="wide-only">{['', ...more].join(separator)}</span>}
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Panel device={device} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** Between what a phone shows of the badge and the rest. */
const separator = ' · '

/** The device, and where steps of this model were timed, the figure of each: its own first. */
function words({ backend, label, options }: DeviceReport): string {
  const timed = options.filter(({ stepMs }) => stepMs !== undefined)
  const own = timed.find(({ id }) => id === backend)
  if (!own || timed.length < 2) return label
  const others = timed.filter((option) => option !== own)
  return [
    `${label}${separator}${compact(own.stepMs!)} ms`,
    ...others.map((o) => `${o.label} ${compact(o.stepMs!)} ms`),
  ].join(', ')
}

function Panel({ device }: { device: DeviceReport }) {
  const actions = useActions()
  const name = useId()
  const [busy, setBusy] = useState(false)
  const stands = usePage(({ status }) => status.state === 'running' || status.state === 'paused')
  const tensors = usePage((state) => state.status.tensors)
  const size = usePage((state) => state.status.bytes)
  const onCard = usePage((state) => state.status.gpuBytes)
  return (
    <div className="device">
      <h2 className="heading">Computed on</h2>
      <p className={device.software ? 'warning' : undefined}>{device.why}</p>
      <dl className="facts">
        {device.renderer && (
          <div className="long">
            <dt>Renderer</dt>
            <dd>{device.renderer}</dd>
          </div>
        )}
        <div>
          <dt>Backend</dt>
          <dd>{device.backend}</dd>
        </div>
        <div>
          <dt>Tensors</dt>
          <dd>
            {whole(tensors)} · {bytes(size)}
          </dd>
        </div>
        {onCard !== undefined && (
          <div>
            <dt>Textures</dt>
            <dd>{bytes(onCard)} on the GPU</dd>
          </div>
        )}
      </dl>
      {(device.advice ?? []).map((sentence) => (
        <p key={sentence} className="warning">
          {sentence}
        </p>
      ))}
      <fieldset className="options">
        <legend className="heading">Use</legend>
        {[{ id: 'auto', label: 'The best one here', available: true, note: '' }, ...device.options]
          .filter((option, index) => index === 0 || option.id !== 'auto')
          .map((option) => (
            <label key={option.id} data-off={!option.available}>
              <input
                type="radio"
                name={name}
                disabled={!option.available}
                checked={device.choice === option.id}
                onChange={() => actions.chooseBackend(option.id)}
              />
              <span>
                {option.label}
                {'stepMs' in option &&
                  option.stepMs !== undefined &&
                  ` · ${compact(option.stepMs)} ms a step`}
                {option.note && <small>{option.note}</small>}
              </span>
            </label>
          ))}
      </fieldset>
      <p className="caption">A run in progress is carried over at its step.</p>
      <button
        type="button"
        className="btn"
        // Disabled it would lose the focus, and with it Escape would no longer close the panel.
        disabled={!stands && !busy}
        aria-disabled={busy}
        onClick={async () => {
          if (busy) return
          setBusy(true)
          await actions.compareBackends()
          setBusy(false)
        }}
      >
        {busy ? 'Timing each…' : 'Time this model on each'}
      </button>
    </div>
  )
}
