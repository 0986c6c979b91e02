import { Conv2DBackpropFilter, type Conv2DBackpropFilterAttrs, util } from '@tensorflow/tfjs-core'
import { type GemmPlan, gemm, planGemm } from '../gemm'
import { isPointwise, patchColumns, patchRows } from '../im2col'
import type { FastKernel } from '../kernel'
import { withFlat } from '../layout'
import { type Matrix, withMatrix } from '../matrix'
import { untile } from '../untile'
import { convInfo, largestPatches } from './conv2d'

/**
 * dw[j, o] = Σ_p patches[p, j] dy[p, o]: the product patchesᵀ dy over all p = (batch, oy, ox). C is small and k long, so
 * k is split; the parts are added up where the tiles are put in order. tfjs walks p in one serial loop for each value
 * of dw, two fetches a multiply-add; here it is 10.7 multiply-adds a fetch.
 */
export const conv2DBackpropFilter: FastKernel = {
  kernelName: Conv2DBackpropFilter,
  byShape: true,
  variants: [8, 4],
  run(gpu, { x, dy }, attrs, rows) {
    const { filterShape, ...rest } = attrs as unknown as Conv2DBackpropFilterAttrs
    const info = convInfo(x!.shape, filterShape, { ...rest, dilations: 1 })
    // A gradient of another size than the convolution's output has no meaning here; tfjs gives it one.
    if (!info || !util.arraysEqual(dy!.shape, info.outShape)) return undefined
    const [m, k, n] = [patchColumns(info), patchRows(info), info.outChannels]
    if (m * k * n === 0 || m * k > largestPatches) return undefined
    const shape = { mode: 'tn', batch: 1, m, n, k } as const
    const plan = planGemm(shape, rows as GemmPlan['rows'], gpu)
    const finish = (left: Matrix) =>
      withFlat(gpu, [dy!], (gradient) =>
        withMatrix(
          gpu,
          gradient!,
          { rows: k, columns: n, walk: 'down', chunk: plan.chunk, order: 'columns' },
          (right) => untile(gpu, gemm(gpu, shape, plan, left, right), filterShape),
        ),
      )
    return isPointwise(info)
      ? withFlat(gpu, [x!], (image) =>
          withMatrix(gpu, image!, { rows: k, columns: m, walk: 'down', chunk: plan.chunk }, finish),
        )
      : gpu.patches.with(x!, info, plan.chunk, finish)
  },
}
