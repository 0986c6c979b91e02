import type { Rgb } from './image-grid'

export type ColourName = 'real' | 'gen' | 'disc' | 'latent' | 'enc' | 'surface' | 'line' | 'ink' | 'faint'
export type Palette = Record<ColourName, string>

const names: ColourName[] = ['real', 'gen', 'disc', 'latent', 'enc', 'surface', 'line', 'ink', 'faint']

/** The tokens as they stand on an element, since a canvas cannot read custom properties itself. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  return Object.fromEntries(
    names.map((name) => [name, style.getPropertyValue(`--${name}`).trim() || '#808080']),
  ) as Palette
}

/** `#fff` or `#2f6fde` to three bytes; gray for anything else. */
export function rgb(hex: string): Rgb {
  const digits = hex.replace('#', '')
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits
  const value = Number.parseInt(full, 16)
  if (full.length !== 6 || Number.isNaN(value)) return [128, 128, 128]
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}
