import {
  backend_util,
  Conv2D,
  type Conv2DAttrs,
  FusedConv2D,
  type FusedConv2DAttrs,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core'
import { fusedActivations } from '../activations'
import { type GemmPlan, gemm, planGemm } from '../gemm'
import type { Gpu } from '../gpu'
import { type ConvInfo, isPointwise, patchColumns, patchRows } from '../im2col'
import type { FastKernel } from '../kernel'
import { withFlat } from '../layout'
import { type Matrix, withMatrix } from '../matrix'
import { type Epilogue, untile } from '../untile'

type Attrs = Conv2DAttrs | FusedConv2DAttrs

export function convInfo(xShape: number[], filterShape: number[], attrs: Attrs): ConvInfo | undefined {
  const { strides, pad, dilations, dataFormat, dimRoundingMode } = attrs
  if (dataFormat !== 'NHWC') return undefined
  return backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
  )
}

/**
 * y[p, o] = φ(Σ_j patches[p, j] w[j, o] + b[o]): im2col, the product with the filter as it lies
 * ([kh · kw · c, out]), bias and activation while the tiles are put in order.
 */
function conv2d(
  gpu: Gpu,
  inputs: { x: TensorInfo; filter: TensorInfo; bias?: TensorInfo | undefined },
  info: ConvInfo,
  epilogue: Omit<Epilogue, 'bias'>,
  rows: GemmPlan['rows'],
): TensorInfo | undefined {
  const [m, k, n] = [patchRows(info), patchColumns(info), info.outChannels]
  if (m * k * n === 0 || m * k > largestPatches) return undefined
  const shape = { mode: 'nn', batch: 1, m, n, k } as const
  const plan = planGemm(shape, rows, gpu)
  const { x, filter, bias } = inputs
  return withFlat(gpu, bias ? [filter, bias] : [filter], (weights, offset) =>
    withMatrix(
      gpu,
      weights!,
      { rows: k, columns: n, walk: 'down', chunk: plan.chunk, order: 'columns' },
      (right) => {
        const finish = (left: Matrix) =>
          untile(gpu, gemm(gpu, shape, plan, left, right), info.outShape, { ...epilogue, bias: offset })
        return isPointwise(info)
          ? withFlat(gpu, [x], (image) =>
              withMatrix(gpu, image!, { rows: m, columns: k, walk: 'along' }, finish),
            )
          : gpu.patches.with(x, info, 0, finish)
      },
    ),
  )
}

/** Patches of more values than this (512 MB) are left to stock, which needs no such buffer. */
export const largestPatches = 2 ** 27

const variants = [8, 4, 1] as const

export const conv2D: FastKernel = {
  kernelName: Conv2D,
  byShape: true,
  variants,
  run(gpu, { x, filter }, attrs, rows) {
    const info = convInfo(x!.shape, filter!.shape, attrs as unknown as Conv2DAttrs)
    return info && conv2d(gpu, { x: x!, filter: filter! }, info, {}, rows as 8)
  },
}

export const fusedConv2D: FastKernel = {
  kernelName: FusedConv2D,
  byShape: true,
  variants,
  run(gpu, { x, filter, bias, preluActivationWeights }, attrs, rows) {
    const { activation, leakyreluAlpha } = attrs as unknown as FusedConv2DAttrs
    const info = convInfo(x!.shape, filter!.shape, attrs as unknown as FusedConv2DAttrs)
    const name: string = activation ?? 'linear'
    if (!info || preluActivationWeights || !(name in fusedActivations)) return undefined
    if (
      bias &&
      (bias.shape.at(-1) !== info.outChannels || util.sizeFromShape(bias.shape) !== info.outChannels)
    )
      return undefined
    return conv2d(
      gpu,
      { x: x!, filter: filter!, bias },
      info,
      { activation: name, leakyreluAlpha },
      rows as 8,
    )
  },
}
