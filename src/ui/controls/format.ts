import type { Stop } from '../../protocol/config'
import type { Field, SettingValue } from '../../protocol/schema'

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** 1284 → "1,284". */
export const whole = (value: number): string => grouped.format(value)

/** With a true minus sign, as wide as a figure. */
export const signed = (text: string): string => text.replace(/^-/, '−')

/** With an exponent, and as many decimals as told, or needed: 2.0e-4, 7.9e21. */
export const exponential = (value: number, decimals?: number): string =>
  value.toExponential(decimals).replace('e+', 'e')

/** A curve's value in few characters: 0.94, −12.3, 1,284, 2.0e-4, 7.9e21. */
export function compact(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞'
  if (value < 0) return `−${compact(-value)}`
  if (value === 0) return '0'
  if (value < 0.001 || value >= 1e6) return exponential(value, 1)
  if (value < 0.1) return value.toFixed(4)
  if (value < 10) return value.toFixed(value < 1 ? 3 : 2)
  if (value < 1000) return value.toFixed(1)
  return whole(value)
}

/** A setting's number as a person would write it: no trailing noise, exponents only for tiny ones. */
export function settingNumber(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1)
  return String(Number(value.toPrecision(4)))
}

export function formatSetting(field: Field, value: SettingValue): string {
  if (field.type === 'switch') return value ? 'on' : 'off'
  if (field.type === 'choice') return field.options?.[String(value)] ?? String(value)
  return settingNumber(Number(value)) + (field.unit ? ` ${field.unit}` : '')
}

/** 247000 → "247 k", 3800000 → "3.8 M". */
export function large(value: number): string {
  if (value >= 1e9) return `${short(value / 1e9)} G`
  if (value >= 1e6) return `${short(value / 1e6)} M`
  if (value >= 1e4) return `${short(value / 1e3)} k`
  return whole(value)
}
const short = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0))

export function bytes(value: number): string {
  if (value < 1024) return `${value} B`
  if (value < 1024 ** 2) return `${short(value / 1024)} KB`
  if (value < 1024 ** 3) return `${short(value / 1024 ** 2)} MB`
  return `${short(value / 1024 ** 3)} GB`
}

/** 312000 ms → "5 min 12 s"; the parts that matter only. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** `[28, 28, 1]` → "28×28×1". */
export const shapeText = (shape: number[]): string => shape.join('×')

export function plural(count: number, one: string): string {
  return `${whole(count)} ${count === 1 ? one : `${one}s`}`
}

/** "1,500 steps", "1 minute", "0.5 epochs" */
export function stopAmount({ unit, amount }: Stop): string {
  return `${amount % 1 ? amount : whole(amount)} ${amount === 1 ? unit.slice(0, -1) : unit}`
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** A moment of the past by this computer's clock, which may have been set in between: "3 minutes ago". */
export function ago(then: number, now = Date.now()): string {
  const minutes = (now - then) / 60_000
  if (!(minutes >= 1)) return 'just now'
  if (minutes < 60) return relative.format(-Math.floor(minutes), 'minute')
  if (minutes < 24 * 60) return relative.format(-Math.floor(minutes / 60), 'hour')
  return relative.format(-Math.floor(minutes / 1440), 'day')
}
