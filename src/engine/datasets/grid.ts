import { mixture } from './points'

const ticks = [-4, -2, 0, 2, 4]

/**
 * p(x) = 1/25 Σ N(x; μ, 0.05² I), μ ∈ {−4, −2, 0, 2, 4}². Exactly the 2D-grid of VEEGAN (Srivastava et al.,
 * arXiv:1705.07761) and PacGAN (Lin et al., arXiv:1712.04086), so mode counts compare with theirs.
 */
export const grid = mixture(
  { id: 'grid', label: 'Grid of 25', summary: 'Twenty-five Gaussians, 5 × 5', extent: 5 },
  ticks.flatMap((y) => ticks.map((x): [number, number] => [x, y])),
  0.05,
)
