import { gather, grad, sum, type Tensor, tensor1d } from '@tensorflow/tfjs-core'
import type { Probe } from '../core/probe'
import { fixedNoise } from './fixed-noise'

/**
 * Where D pushes generated points: ∇ₓ s(x) at every so manieth of the `samples` that the probe of that name shows, with s
 * D's raw output (`critic`), else its probability. Every generator's loss descends by going up s, whatever its form;
 * least squares only while s is below its target. `points [n, 2]`, `gradients [n, 2]`.
 */
export const gradients: Probe = {
  id: 'gradients',
  needs: ['sample', 'score'],
  kind: 'points',
  pixels: [],
  look(subject, { count = 125, samples = 500 }) {
    const { family, model } = subject
    const made = family.sample!(model, fixedNoise(subject, samples))
    const every = Int32Array.from({ length: count }, (_, i) => Math.floor((i * samples) / count))
    const points = gather(made, tensor1d(every, 'int32'))
    const judge = (family.critic ?? family.score)!
    const slope = grad((x: Tensor) => sum(judge.call(family, model, x)))(points)
    return { points, gradients: slope }
  },
}
