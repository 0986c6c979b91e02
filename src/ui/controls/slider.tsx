import { type CSSProperties, useEffect, useId, useRef, useState } from 'react'
import { type NumberField, parseSetting } from '../../protocol/schema'
import { roleColour } from '../theme/roles'
import { formatSetting, settingNumber } from './format'
import { fromPosition, nudge, positions, toPosition } from './slider-scale'

/** Keys come in bursts; the new run waits for the end of one. */
const burst = 350

const steps: Record<string, number> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
}

/**
 * A number as a slider and as a figure that can be typed over. A live field tells each movement (`onChange`);
 * any other tells the value at the end of the movement only, since it starts a new run.
 */
export function NumberControl({
  field,
  value,
  describedBy,
  onChange,
}: {
  field: NumberField
  value: number
  describedBy: string
  onChange: (value: number) => void
}) {
  const id = useId()
  const [draft, setDraft] = useState<number | null>(null)
  const [typed, setTyped] = useState<string | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const shown = draft ?? value

  // A value that changed elsewhere (a link, undo) wins over what was being dragged.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the value is the trigger
  useEffect(() => setDraft(null), [value])
  useEffect(() => () => clearTimeout(timer.current), [])

  const move = (next: number) => {
    setDraft(next)
    if (field.live) onChange(next)
  }
  const settle = (next: number, wait = 0) => {
    clearTimeout(timer.current)
    if (field.live) return
    timer.current = setTimeout(() => {
      setDraft(null)
      if (next !== value) onChange(next)
    }, wait)
  }
  const type = () => {
    if (typed === null) return
    const parsed = parseSetting(field, typed)
    setTyped(null)
    if (parsed.ok && parsed.value !== value) onChange(Number(parsed.value))
  }
  const position = toPosition(field, shown)
  return (
    <>
      <span className="figure">
        <input
          className="typed"
          aria-label={`${field.title}, exact value`}
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          size={Math.max(2, (typed ?? settingNumber(shown)).length)}
          value={typed ?? settingNumber(shown)}
          title={`${settingNumber(field.minimum)} to ${settingNumber(field.maximum)}`}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={type}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur()
            if (event.key === 'Escape') setTyped(null)
          }}
        />
        {field.unit && <span className="unit">{field.unit}</span>}
      </span>
      <input
        id={id}
        type="range"
        className="range"
        aria-label={field.title}
        aria-valuetext={formatSetting(field, shown)}
        aria-describedby={describedBy}
        min={0}
        max={positions}
        value={position}
        style={
          { '--mark': roleColour(field.role), '--share': `${(position / positions) * 100}%` } as CSSProperties
        }
        onChange={(event) => move(fromPosition(field, Number(event.target.value)))}
        onPointerUp={() => settle(shown)}
        onTouchEnd={() => settle(shown)}
        onBlur={() => draft !== null && settle(draft)}
        onKeyDown={(event) => {
          const by = steps[event.key]
          if (by === undefined || event.metaKey || event.ctrlKey || event.altKey) return
          event.preventDefault()
          const next = nudge(field, shown, by)
          move(next)
          settle(next, burst)
        }}
        onKeyUp={(event) => {
          if (event.key === 'Home' || event.key === 'End') settle(shown)
        }}
      />
    </>
  )
}
