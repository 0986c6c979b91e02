import { mixture } from './points'

const radius = 2
const count = 8

/**
 * p(x) = ⅛ Σₖ N(x; μₖ, 0.1² I), μₖ = 2 (cos 2πk/8, sin 2πk/8): the test of mode collapse.
 * Radius 2 as in "Unrolled GANs" (Metz et al., arXiv:1611.02163; σ 0.02 there); PacGAN (Lin et al.,
 * arXiv:1712.04086) has radius 1 and σ 0.01. Here the modes are five times as wide, to be seen on the stage; they
 * still lie 15 σ apart, so "within 3 σ of a mode" names one mode only, but published figures are of a harder set.
 */
export const ring = mixture(
  { id: 'ring', label: 'Ring of 8', summary: 'Eight Gaussians on a circle', extent: 3 },
  Array.from({ length: count }, (_, k) => {
    const angle = (2 * Math.PI * k) / count
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  }),
  0.1,
)
