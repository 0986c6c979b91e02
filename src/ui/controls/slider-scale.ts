import type { NumberField } from '../../protocol/schema'

/** Slider positions run from 0 to this; fine enough for a thousand-pixel slider, coarse enough for arrow keys. */
export const positions = 1000

const logarithmic = (field: NumberField) => field.scale === 'log' && field.minimum > 0

/** Where the thumb stands for a value. */
export function toPosition(field: NumberField, value: number): number {
  const { minimum, maximum } = field
  if (maximum === minimum) return 0
  const share = logarithmic(field)
    ? Math.log(value / minimum) / Math.log(maximum / minimum)
    : (value - minimum) / (maximum - minimum)
  return Math.round(Math.min(1, Math.max(0, share)) * positions)
}

/** The value under the thumb, on the field's own grid: whole numbers, its step, or two figures on a log scale. */
export function fromPosition(field: NumberField, position: number): number {
  const { minimum, maximum } = field
  const share = position / positions
  const exact = logarithmic(field)
    ? minimum * (maximum / minimum) ** share
    : minimum + share * (maximum - minimum)
  return snap(field, exact)
}

/** The nearest value that the field may take. */
export function snap(field: NumberField, exact: number): number {
  const { minimum, maximum } = field
  let value = exact
  if (field.type === 'integer') {
    const step = !logarithmic(field) && field.step ? field.step : 1
    value = step === 1 ? Math.round(exact) : minimum + Math.round((exact - minimum) / step) * step
  } else if (logarithmic(field)) {
    value = Number(exact.toPrecision(2))
  } else {
    const step = field.step ?? (maximum - minimum) / 100
    value = Number((minimum + Math.round((exact - minimum) / step) * step).toPrecision(6))
  }
  return Math.min(maximum, Math.max(minimum, value))
}

/** The next value for an arrow key: always a visible change, never a tenth of a pixel. */
export function nudge(field: NumberField, value: number, by: number): number {
  if (field.type === 'integer') {
    const unit = logarithmic(field) ? Math.max(1, Math.round(value / 8)) : (field.step ?? 1)
    return snap(field, value + by * unit)
  }
  if (logarithmic(field)) return snap(field, value * 10 ** (by / 20))
  return snap(field, value + by * (field.step ?? (field.maximum - field.minimum) / 100))
}
