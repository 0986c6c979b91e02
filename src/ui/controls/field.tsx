import { Tooltip } from '@mantine/core'
import { RotateCcw } from 'lucide-react'
import { useId } from 'react'
import type { Field, SettingValue } from '../../protocol/schema'
import { formatSetting } from './format'
import { NumberControl } from './slider'

/** One setting: its name, a mark if it may change during a run, the way back to its default, and its control. */
export function FieldControl({
  field,
  value,
  refusal,
  onChange,
}: {
  field: Field
  value: SettingValue
  /** Why it may not take a value, given the other settings. */
  refusal: (value: SettingValue) => string | undefined
  onChange: (value: SettingValue) => void
}) {
  const help = useId()
  const standard = field.default
  const changed = value !== standard
  const others = field.type === 'choice' ? field.values : field.type === 'switch' ? [true] : []
  const reasons = [...new Set(others.filter((other) => other !== value).map(refusal))].filter(
    (reason) => reason !== undefined,
  )
  return (
    <div className="field" data-type={field.type} data-thing={`setting:${field.key}`}>
      <Tooltip
        label={[field.help, field.live && 'Takes effect at the next step.', ...reasons]
          .filter(Boolean)
          .join(' ')}
        position="right"
        multiline
        openDelay={250}
        events={{ hover: true, focus: false, touch: true }}
      >
        <span className="name">
          {field.title}
          {field.live && <i className="live" title="May change during a run" />}
        </span>
      </Tooltip>
      {changed && (
        <button
          type="button"
          className="back"
          aria-label={`${field.title} back to ${formatSetting(field, standard)}`}
          title={`Back to ${formatSetting(field, standard)}`}
          onClick={() => onChange(standard)}
        >
          <RotateCcw size={12} aria-hidden />
        </button>
      )}
      <span id={help} className="hidden">
        {field.help} {field.live && 'May change during a run.'} {reasons.join(' ')}
      </span>
      {field.type === 'switch' ? (
        <input
          type="checkbox"
          role="switch"
          aria-checked={value === true}
          className="switch"
          aria-label={field.title}
          aria-describedby={help}
          checked={value === true}
          disabled={value !== true && reasons.length > 0}
          onChange={(event) => onChange(event.target.checked)}
        />
      ) : field.type === 'choice' ? (
        <span className="choice">
          <select
            aria-label={field.title}
            aria-describedby={help}
            value={String(value)}
            onChange={(event) => onChange(event.target.value)}
          >
            {field.values.map((option) => (
              <option
                key={option}
                value={option}
                disabled={option !== value && refusal(option) !== undefined}
                title={refusal(option)}
              >
                {field.options?.[option] ?? option}
              </option>
            ))}
          </select>
        </span>
      ) : (
        <NumberControl field={field} value={Number(value)} describedBy={help} onChange={onChange} />
      )}
      {field.type === 'switch' && value !== true && reasons.length > 0 && (
        <p className="why">{reasons.join(' ')}</p>
      )}
    </div>
  )
}
