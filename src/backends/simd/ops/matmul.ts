import { broadcast_util, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { activationKind, type FusedAttrs, finish } from '../activation'
import type { SimdBackend } from '../backend'
import { bridge } from '../bridge'
import { type Epilogue, multiply, PLAIN, packedBytes } from '../gemm'
import { isFloat, type KernelTable } from '../kernel'
import { hasManyZeros, multiplySparse, packFor } from '../sparse'
import { multiplyNarrow, multiplyShallow, NARROW, SHALLOW } from '../thin'

/** a [..., M, K] · b [..., K, N], either transposed, batch axes broadcast. */
function matMul(
  backend: SimdBackend,
  a: TensorInfo,
  b: TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
  epilogue: Epilogue,
): TensorInfo {
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number]
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number]
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA]
  const [depth, n] = transposeB ? [columnsB, rowsB] : [rowsB, columnsB]
  util.assert(
    k === depth,
    () =>
      `Error in matMul: inner shapes (${k}) and (${depth}) of Tensors with shapes ${a.shape} and ` +
      `${b.shape} and transposeA=${transposeA} and transposeB=${transposeB} must match.`,
  )
  const batchA = a.shape.slice(0, -2)
  const batchB = b.shape.slice(0, -2)
  const batch = broadcast_util.assertAndGetBroadcastShape(batchA, batchB)
  const out = backend.output([...batch, m, n], 'float32')
  const count = util.sizeFromShape(batch)
  if (count * m * n === 0) return out
  const [pa, pb, pc] = [backend.pointer(a), backend.pointer(b), backend.pointer(out)]
  const offsetA = batchOffsets(batchA, batch, m * k * 4)
  const offsetB = batchOffsets(batchB, batch, k * n * 4)
  if (n <= NARROW) {
    for (let i = 0; i < count; i++) {
      const c = pc + i * m * n * 4
      const matrixB = { pointer: pb + offsetB(i), transposed: transposeB }
      multiplyNarrow(backend, pa + offsetA(i), m, k, transposeA, matrixB, n, c, epilogue)
    }
    return out
  }
  const shallow = !transposeA && k > 0 && k <= SHALLOW
  backend.withTemporary(packedBytes(k, n), (packed) => {
    let last = { from: -1, zeros: false, sparse: false }
    for (let i = 0; i < count; i++) {
      const from = offsetB(i)
      const left = pa + offsetA(i)
      const c = pc + i * m * n * 4
      const zeros = !shallow && hasManyZeros(backend, left, rowsA, columnsA, k, n)
      if (from !== last.from || zeros !== last.zeros) {
        last = { from, zeros, sparse: packFor(backend, zeros, pb + from, k, n, transposeB, packed) }
      }
      if (shallow) multiplyShallow(backend, left, m, k, packed, n, c, epilogue)
      else {
        const product = last.sparse ? multiplySparse : multiply
        product(backend, left, m, k, transposeA, packed, n, c, epilogue)
      }
    }
  })
  return out
}

/** Byte offset of the i-th matrix of the broadcast batch in an operand whose batch may be smaller. */
function batchOffsets(own: number[], batch: number[], bytes: number): (i: number) => number {
  if (util.arraysEqual(own, batch)) return (i) => i * bytes
  const strides = batch.map((_, axis) => {
    const at = axis - (batch.length - own.length)
    return at < 0 || own[at] === 1 ? 0 : util.sizeFromShape(own.slice(at + 1))
  })
  return (i) => {
    let rest = i
    let index = 0
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      index += (rest % batch[axis]!) * strides[axis]!
      rest = Math.floor(rest / batch[axis]!)
    }
    return index * bytes
  }
}

export const matmulKernels: KernelTable = {
  BatchMatMul: (args) => {
    const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo }
    if (!isFloat(a, b)) return bridge('BatchMatMul')(args)
    const { transposeA, transposeB } = args.attrs as { transposeA: boolean; transposeB: boolean }
    return matMul(args.backend, a, b, transposeA, transposeB, PLAIN)
  },

  _FusedMatMul: (args) => {
    const { a, b, bias, preluActivationWeights: slopes } = args.inputs
    const { transposeA, transposeB } = args.attrs as { transposeA: boolean; transposeB: boolean }
    const { activation, leakyreluAlpha } = args.attrs as unknown as FusedAttrs
    const kind = activationKind(activation)
    if (kind === undefined || !isFloat(a, b, bias, slopes)) return bridge('_FusedMatMul')(args)
    const { backend } = args
    const n = b!.shape.at(transposeB ? -2 : -1)!
    const row = bias !== undefined && util.sizeFromShape(bias.shape) === n && bias.shape.at(-1) === n
    if (bias && !row && kind > 0) return bridge('_FusedMatMul')(args)
    const epilogue = { bias: row ? backend.pointer(bias) : 0, kind, alpha: leakyreluAlpha ?? 0 }
    const out = matMul(backend, a!, b!, transposeA, transposeB, epilogue)
    return finish(backend, out, row ? undefined : bias, slopes)
  },
}
