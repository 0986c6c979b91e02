import { useEffect, useState } from 'react'
import type { LayerParameter, LayerSpec } from '../../protocol/layers'
import { parseShape } from './draft'

interface Props {
  parameter: LayerParameter
  value: LayerSpec[string]
  name: string
  disabled: boolean
  onChange(value: LayerSpec[string]): void
}

/** One size of a layer. What is no number yet stays in the field and changes nothing. */
export function ParameterInput({ parameter, value, name, disabled, onChange }: Props) {
  if (parameter.type === 'choice' && !disabled)
    return (
      <select
        className="parameter"
        aria-label={name}
        value={String(value)}
        onChange={(event) => onChange(event.target.value)}
      >
        {parameter.values.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    )
  if (disabled) return <span className="parameter-fixed">{shown(parameter, value)}</span>
  return <TypedInput parameter={parameter} value={value} name={name} onChange={onChange} />
}

function TypedInput({ parameter, value, name, onChange }: Omit<Props, 'disabled'>) {
  const given = text(value ?? ('initial' in parameter ? parameter.initial : ''))
  const [typed, type] = useState(given)
  useEffect(() => type(given), [given])
  const shape = parameter.type === 'shape'
  const read = (raw: string) => (shape ? parseShape(raw) : raw.trim() === '' ? null : Number(raw))
  const now = read(typed)
  const sound = now !== null && !(typeof now === 'number' && !Number.isFinite(now))
  return (
    <label className="parameter-field">
      <input
        className="parameter"
        aria-label={name}
        type={shape ? 'text' : 'number'}
        inputMode="numeric"
        {...(parameter.type === 'integer' && { min: parameter.minimum, max: parameter.maximum, step: 1 })}
        data-wide={shape || undefined}
        value={typed}
        aria-invalid={!sound}
        onChange={(event) => {
          type(event.target.value)
          const next = read(event.target.value)
          if (next !== null && !(typeof next === 'number' && !Number.isFinite(next))) onChange(next)
        }}
        onBlur={() => type(given)}
      />
      <span aria-hidden>{parameter.label}</span>
    </label>
  )
}

function text(value: LayerSpec[string]): string {
  return Array.isArray(value) ? value.join('×') : String(value)
}

function shown({ label, type }: LayerParameter, value: LayerSpec[string]): string {
  if (value === undefined) return ''
  return type === 'choice' ? text(value) : `${label} ${text(value)}`
}
