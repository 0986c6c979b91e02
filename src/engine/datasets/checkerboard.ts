import { points } from './points'

/**
 * Uniform over the eight dark squares of a 4 × 4 board with sides of 2: p(x, y) = 1/32 where ⌊x/2⌋ + ⌊y/2⌋ is even
 * and |x|, |y| < 4, else 0. Sharp edges and holes: what smooth networks find hard.
 * "checkerboard" of FFJORD (Grathwohl et al., arXiv:1810.01367).
 */
export const checkerboard = points({
  id: 'checkerboard',
  label: 'Checkerboard',
  summary: 'Eight squares with sharp edges',
  extent: 4.5,
  draw: (rng) => {
    const column = rng.integer(4)
    const row = 2 * rng.integer(2) + (column % 2)
    return { x: 2 * (column - 2 + rng.uniform()), y: 2 * (row - 2 + rng.uniform()) }
  },
})
