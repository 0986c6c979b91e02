import type { Role } from '../../protocol/schema'

/** Token that carries each role's colour; the generator and the decoder both make pictures and share one. */
const tokens: Record<Role, string> = {
  real: 'real',
  generator: 'gen',
  decoder: 'gen',
  discriminator: 'disc',
  encoder: 'enc',
  latent: 'latent',
  neutral: 'ink',
}

/** For marks: lines, bars, dots. */
export function roleColour(role: Role = 'neutral'): string {
  return `var(--${tokens[role]})`
}

/** For words, dark enough to be read. */
export function roleInk(role: Role = 'neutral'): string {
  return role === 'neutral' ? 'var(--ink)' : `var(--${tokens[role]}-ink)`
}
