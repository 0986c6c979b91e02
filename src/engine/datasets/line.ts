import { points } from './points'

const half = 2.5
const sigma = 0.1

/**
 * A thick diagonal: t ~ U(−2.5, 2.5), (x, y) = (t, t) + 0.1 ε, ε ~ N(0, I). The simplest distribution that a
 * generator can fail: it has one dimension more than its data.
 * After "line" of the toy densities of FFJORD (Grathwohl et al., arXiv:1810.01367), which has no noise.
 */
export const line = points({
  id: 'line',
  label: 'Line',
  summary: 'One thick diagonal',
  extent: 3.5,
  draw: (rng) => {
    const t = half * (2 * rng.uniform() - 1)
    return { x: t + sigma * rng.normal(), y: t + sigma * rng.normal() }
  },
})
