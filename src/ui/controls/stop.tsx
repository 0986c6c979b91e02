import { Popover } from '@mantine/core'
import { ChevronUp } from 'lucide-react'
import { useId, useState } from 'react'
import type { Stop } from '../../protocol/config'
import { useActions, usePage } from '../store/page'
import { duration, stopAmount } from './format'

const units: { unit: Stop['unit']; label: string; amount: number }[] = [
  { unit: 'never', label: 'Never', amount: 3000 },
  { unit: 'steps', label: 'Steps', amount: 3000 },
  { unit: 'epochs', label: 'Epochs', amount: 10 },
  { unit: 'minutes', label: 'Minutes', amount: 5 },
]

export function stopText(stop: Stop): string {
  return stop.unit === 'never' ? 'Runs until you pause it' : `Stops at ${stopAmount(stop)}`
}

/** When training ends by itself, how far that is, and the place to change it. */
export function StopControl() {
  const stop = usePage((page) => page.config?.stop)
  const status = usePage((page) => page.status)
  const described = useId()
  if (!stop) return <div className="stop" />
  const ends = stop.unit !== 'never'
  const note = status.pausedBy
    ? 'Stopped'
    : ends && status.remainingMs !== undefined && status.state === 'running'
      ? `${duration(status.remainingMs)} left`
      : ''
  return (
    <div className="stop">
      <div className="line">
        <Popover position="top-end" offset={12} shadow="none" trapFocus withRoles={false}>
          <Popover.Target>
            <button
              type="button"
              className="btn quiet"
              aria-label="Stop condition"
              aria-describedby={described}
            >
              <span id={described}>{stopText(stop)}</span> <ChevronUp size={14} aria-hidden />
            </button>
          </Popover.Target>
          <Popover.Dropdown>
            <StopEditor stop={stop} />
          </Popover.Dropdown>
        </Popover>
        <span className="left" title={status.pausedBy}>
          {note}
        </span>
      </div>
      <div className="meter" data-known="true" style={{ visibility: ends ? 'visible' : 'hidden' }}>
        <i style={{ width: `${(ends ? (status.stopProgress ?? 0) : 0) * 100}%` }} />
      </div>
    </div>
  )
}

function StopEditor({ stop }: { stop: Stop }) {
  const actions = useActions()
  const name = useId()
  const [amount, setAmount] = useState(String(stop.amount))
  const set = (next: Stop) => {
    setAmount(String(next.amount))
    actions.setStop(next)
  }
  const value = Number(amount)
  const valid = amount.trim() !== '' && value > 0 && value <= 1e9
  return (
    <div className="stop-editor">
      <h2 className="heading">Stop training</h2>
      <fieldset className="segments" aria-label="Stop training">
        {units.map((entry) => (
          <label key={entry.unit}>
            <input
              type="radio"
              name={name}
              checked={stop.unit === entry.unit}
              onChange={() => set({ unit: entry.unit, amount: entry.amount })}
            />
            <span>{entry.label}</span>
          </label>
        ))}
      </fieldset>
      {stop.unit !== 'never' && (
        <label className="amount">
          After
          <input
            value={amount}
            inputMode="decimal"
            autoComplete="off"
            aria-invalid={!valid}
            onChange={(event) => {
              setAmount(event.target.value)
              const next = Number(event.target.value)
              if (next > 0 && next <= 1e9) actions.setStop({ ...stop, amount: next })
            }}
          />
          {stop.unit}
        </label>
      )}
      <p className="caption">{valid ? 'It may be changed while training.' : 'A number above 0, please.'}</p>
    </div>
  )
}
