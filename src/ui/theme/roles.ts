import type { Role } from '../../protocol/schema'

/** Token that carries each role's colour; the generator and the decoder both make pictures and share one. */
const tokens = {
  real: 'real',
  generator: 'gen',
  decoder: 'gen',
  discriminator: 'disc',
  encoder: 'enc',
  latent: 'latent',
  neutral: 'ink',
} as const satisfies Record<Role, string>

/** The token's name, for canvases. */
export const roleToken = (role: Role): (typeof tokens)[Role] => tokens[role]

/** For marks: lines, bars, dots. */
export function roleColour(role: Role = 'neutral'): string {
  return `var(--${tokens[role]})`
}

/** For words, dark enough to be read. */
export function roleInk(role: Role = 'neutral'): string {
  return role === 'neutral' ? 'var(--ink)' : `var(--${tokens[role]}-ink)`
}
