import { points } from './points'

/**
 * Two half circles that interlock: with θ ~ U(0, π), the upper moon is (cos θ, sin θ), the lower (1 − cos θ,
 * ½ − sin θ); each plus 0.1 ε, then moved to the origin by (½, ¼) and doubled.
 * `make_moons` of scikit-learn (Pedregosa et al. 2011), scaled as in FFJORD (Grathwohl et al., arXiv:1810.01367).
 */
export const moons = points({
  id: 'moons',
  label: 'Two moons',
  summary: 'Two half circles that interlock',
  extent: 4,
  classes: ['upper', 'lower'],
  draw: (rng) => {
    const label = rng.integer(2)
    const angle = Math.PI * rng.uniform()
    const x = label === 0 ? Math.cos(angle) : 1 - Math.cos(angle)
    const y = label === 0 ? Math.sin(angle) : 0.5 - Math.sin(angle)
    return { x: 2 * (x - 0.5 + 0.1 * rng.normal()), y: 2 * (y - 0.25 + 0.1 * rng.normal()), label }
  },
})
