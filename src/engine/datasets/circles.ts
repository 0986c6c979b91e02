import { points } from './points'

/**
 * Two circles around the origin, radius 3 and 1.5: 3 (r (cos θ, sin θ) + 0.08 ε), r ∈ {1, ½}, θ ~ U(0, 2π).
 * `make_circles` of scikit-learn (Pedregosa et al. 2011) with the settings of FFJORD (Grathwohl et al.,
 * arXiv:1810.01367).
 */
export const circles = points({
  id: 'circles',
  label: 'Circles',
  summary: 'One circle inside another',
  extent: 4,
  classes: ['outer', 'inner'],
  draw: (rng) => {
    const label = rng.integer(2)
    const radius = label === 0 ? 1 : 0.5
    const angle = 2 * Math.PI * rng.uniform()
    return {
      x: 3 * (radius * Math.cos(angle) + 0.08 * rng.normal()),
      y: 3 * (radius * Math.sin(angle) + 0.08 * rng.normal()),
      label,
    }
  },
})
