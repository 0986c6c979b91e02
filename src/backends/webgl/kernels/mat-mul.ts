import {
  _FusedMatMul,
  type _FusedMatMulAttrs,
  BatchMatMul,
  type BatchMatMulAttrs,
  broadcast_util,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core'
import { fusedActivations } from '../activations'
import { type GemmMode, type GemmPlan, type GemmShape, gemm, planGemm, type Tiles } from '../gemm'
import type { Gpu } from '../gpu'
import type { FastKernel } from '../kernel'
import { type Flat, makeLater, withFlat } from '../layout'
import { withMatrix } from '../matrix'
import { drawThin, isGlance, isThin, thinProduct } from '../thin'
import { type Epilogue, untile } from '../untile'

/**
 * C = op(A) op(B), the last two dimensions matrices, those before broadcast: `[…, m, k] · […, k, n] → […, m, n]`.
 * Both transposed: Aᵀ Bᵀ with B copied transposed first.
 */
export interface MatMulShape extends GemmShape {
  strideA: number
  strideB: number
  transposeB: boolean
  outShape: number[]
}

export function matMulShape(
  a: number[],
  b: number[],
  transposeA: boolean,
  transposeB: boolean,
): MatMulShape | undefined {
  util.assert(
    a.length >= 2 && b.length >= 2,
    () => `Error in matMul: inputs must have two dimensions at least, got [${a}] and [${b}].`,
  )
  const outer = broadcast_util.assertAndGetBroadcastShape(a.slice(0, -2), b.slice(0, -2))
  const [aRows, aColumns] = a.slice(-2) as [number, number]
  const [bRows, bColumns] = b.slice(-2) as [number, number]
  const [m, k] = transposeA ? [aColumns, aRows] : [aRows, aColumns]
  const [n, kB] = transposeB ? [bRows, bColumns] : [bColumns, bRows]
  util.assert(
    k === kB,
    () => `Error in matMul: inner shapes (${k}) and (${kB}) of Tensors with shapes ${a} and ${b} must match.`,
  )
  const batch = util.sizeFromShape(outer)
  const batchA = util.sizeFromShape(a.slice(0, -2))
  const batchB = util.sizeFromShape(b.slice(0, -2))
  // Partial broadcasting of several outer dimensions: rare, and stock does it.
  if ((batchA !== 1 && batchA !== batch) || (batchB !== 1 && batchB !== batch)) return undefined
  if (batch * m * n * k === 0) return undefined
  const outShape = [...outer, m, n]
  const mode: GemmMode = transposeA ? 'tn' : transposeB ? 'nt' : 'nn'
  // One B for all of A's batch: a single tall product.
  const tall = batchB === 1 && !transposeA
  return {
    mode,
    batch: tall ? 1 : batch,
    m: tall ? batchA * m : m,
    n,
    k,
    strideA: batchA === 1 ? 0 : aRows,
    strideB: batchB === 1 ? 0 : mode === 'nt' ? n : k,
    transposeB: transposeA && transposeB,
    outShape,
  }
}

/** The tiles of op(A) op(B); the reader releases them. Undefined where a texture would not hold the matrices. */
export function multiply(
  gpu: Gpu,
  shape: MatMulShape,
  a: Flat,
  b: Flat,
  rows: GemmPlan['rows'],
): Tiles | undefined {
  const { mode, batch, m, n, k, strideA, strideB } = shape
  const plan = planGemm(shape, rows, gpu)
  const batchA = strideA ? batch : 1
  const batchB = strideB ? batch : 1
  // A chunked texture has no room for a batch.
  if (batch > 1 && mode !== 'nt' && batch * k > gpu.maxTexture) return undefined
  if (shape.transposeB && batchB > 1) return undefined
  const aRequest = {
    rows: mode === 'tn' ? batchA * k : batchA * m,
    columns: mode === 'tn' ? m : k,
    walk: mode === 'tn' ? 'down' : 'along',
    chunk: plan.chunk,
  } as const
  const bRequest = {
    rows: mode === 'nt' ? batchB * n : batchB * k,
    columns: mode === 'nt' ? k : n,
    walk: mode === 'nt' ? 'along' : 'down',
    chunk: plan.chunk,
    transpose: shape.transposeB,
  } as const
  return withMatrix(gpu, a, aRequest, (left) =>
    withMatrix(gpu, b, bRequest, (right) => gemm(gpu, shape, plan, left, right, strideA, strideB)),
  )
}

function matMul(
  gpu: Gpu,
  inputs: { a: TensorInfo; b: TensorInfo; bias?: TensorInfo | undefined },
  attrs: { transposeA: boolean; transposeB: boolean } & Omit<Epilogue, 'bias'>,
  rows: GemmPlan['rows'],
): TensorInfo | undefined {
  const shape = matMulShape(inputs.a.shape, inputs.b.shape, attrs.transposeA, attrs.transposeB)
  if (!shape) return undefined
  if (rows === 8 && isThin(shape) && isGlance(shape) && isPlain(attrs, inputs.bias) && gpu.pending.on) {
    const { a, b } = inputs
    const { m, n, k } = shape
    return makeLater(gpu, shape.outShape, {
      thin: { a, b, m, n, k },
      draw: (out) => withFlat(gpu, [a, b], (left, right) => drawThin(gpu, shape, left!, right!, out)),
    })
  }
  const all = inputs.bias ? [inputs.a, inputs.b, inputs.bias] : [inputs.a, inputs.b]
  return withFlat(gpu, all, (a, b, bias) => {
    // The first variant is the best guess; where that is the thin product, the others are tiles still.
    if (rows === 8 && !shape.transposeB && isThin(shape))
      return thinProduct(gpu, shape, a!, b!, shape.outShape, { ...attrs, bias })
    const tiles = multiply(gpu, shape, a!, b!, rows)
    return tiles && untile(gpu, tiles, shape.outShape, { ...attrs, bias })
  })
}

const isPlain = ({ activation = 'linear' }: Epilogue, bias?: TensorInfo): boolean =>
  !bias && activation === 'linear'

const variants = [8, 4, 1] as const

export const batchMatMul: FastKernel = {
  kernelName: BatchMatMul,
  byShape: true,
  variants,
  run(gpu, { a, b }, attrs, rows) {
    const { transposeA, transposeB } = attrs as unknown as BatchMatMulAttrs
    return matMul(gpu, { a: a!, b: b! }, { transposeA, transposeB }, rows as 8)
  },
}

/** φ(op(A) op(B) + bias). */
export const fusedMatMul: FastKernel = {
  kernelName: _FusedMatMul,
  byShape: true,
  variants,
  run(gpu, { a, b, bias, preluActivationWeights }, attrs, rows) {
    const { transposeA, transposeB, activation, leakyreluAlpha } = attrs as unknown as _FusedMatMulAttrs
    const name: string = activation ?? 'linear'
    const n = transposeB ? b!.shape.at(-2)! : b!.shape.at(-1)!
    if (preluActivationWeights || !(name in fusedActivations)) return undefined
    if (bias && (bias.shape.at(-1) !== n || util.sizeFromShape(bias.shape) !== n)) return undefined
    return matMul(
      gpu,
      { a: a!, b: b!, bias },
      { transposeA, transposeB, activation: name, leakyreluAlpha },
      rows as 8,
    )
  },
}
