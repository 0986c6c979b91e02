import { broadcast_util, reshape, sum, type Tensor } from '@tensorflow/tfjs-core'

/** The transpose of broadcasting: sums `x` over the axes along which `shape` was stretched. */
export function sumTo(x: Tensor, shape: number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape, x.shape)
  return reshape(axes.length > 0 ? sum(x, axes) : x, shape)
}
