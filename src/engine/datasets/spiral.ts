import { points } from './points'

const turns = 1.5

/**
 * Two arms: φ = 3π √u, ±(−φ cos φ + v, φ sin φ + w) / 3 + 0.1 ε with u ~ U(0, 1) and v, w ~ U(0, ½). The root
 * spreads the points evenly along the arm.
 * "2spirals" of FFJORD (Grathwohl et al., arXiv:1810.01367).
 */
export const spiral = points({
  id: 'spiral',
  label: 'Spiral',
  summary: 'Two arms that wind outwards',
  extent: 4,
  classes: ['first arm', 'second arm'],
  draw: (rng) => {
    const label = rng.integer(2)
    const sign = label === 0 ? 1 : -1
    const angle = 2 * Math.PI * turns * Math.sqrt(rng.uniform())
    const x = (-angle * Math.cos(angle) + 0.5 * rng.uniform()) / 3
    const y = (angle * Math.sin(angle) + 0.5 * rng.uniform()) / 3
    return { x: sign * x + 0.1 * rng.normal(), y: sign * y + 0.1 * rng.normal(), label }
  },
})
