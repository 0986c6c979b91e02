import { points } from './points'

/**
 * A sheet rolled up, seen from its end: t = 3π/2 (1 + 2u), u ~ U(0, 1), (t cos t, t sin t) / 5 + 0.1 ε.
 * `make_swiss_roll` of scikit-learn without its flat axis (Marsland 2009), scaled as in FFJORD (Grathwohl et al.,
 * arXiv:1810.01367) with half its noise, so that the layers stay apart.
 */
export const swissRoll = points({
  id: 'swiss-roll',
  label: 'Swiss roll',
  summary: 'One sheet, rolled up',
  extent: 3.5,
  draw: (rng) => {
    const t = 1.5 * Math.PI * (1 + 2 * rng.uniform())
    return {
      x: (t * Math.cos(t)) / 5 + 0.1 * rng.normal(),
      y: (t * Math.sin(t)) / 5 + 0.1 * rng.normal(),
    }
  },
})
