import { broadcast_util, reshape, sum, type Tensor, util } from '@tensorflow/tfjs-core'

/** The transpose of broadcasting: sums `x` over the axes along which `shape` was stretched. A new tensor in any case. */
export function sumTo(x: Tensor, shape: number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape, x.shape)
  if (axes.length === 0) return reshape(x, shape)
  const total = sum(x, axes)
  return util.arraysEqual(total.shape, shape) ? total : reshape(total, shape)
}
