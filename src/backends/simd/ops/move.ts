import { backend_util, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core'
import type { SimdBackend } from '../backend'
import { bridge } from '../bridge'
import { bytesOf, ELEMENT_GRAIN, isNumeric, type KernelTable } from '../kernel'

/** Elements between neighbours along each axis of a contiguous tensor. */
export function stridesOf(shape: number[]): number[] {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= shape[axis]!
  }
  return strides
}

interface View {
  pointer: number
  /** In elements; 0 repeats, negative walks backwards. */
  strides: number[]
  /** In elements. */
  offset?: number
}

/** Copies `shape` elements from one strided view to another. */
export function copyView(backend: SimdBackend, shape: number[], bytes: number, from: View, to: View): void {
  const axes = shape
    .map((size, axis) => ({ size, in: from.strides[axis]!, out: to.strides[axis]! }))
    .filter(({ size }) => size !== 1)
  // Neighbouring axes that both views walk as one become one.
  const joined: typeof axes = []
  for (const axis of axes) {
    const outer = joined.at(-1)
    if (outer && outer.in === axis.in * axis.size && outer.out === axis.out * axis.size) {
      joined[joined.length - 1] = { ...axis, size: outer.size * axis.size }
    } else joined.push(axis)
  }
  const inner = joined.pop() ?? { size: 1, in: 1, out: 1 }
  const layout = [joined.length, inner.size, inner.in * bytes, inner.out * bytes]
  for (const { size, in: stepIn, out } of joined) layout.push(size, stepIn * bytes, out * bytes)
  const runs = joined.reduce((product, { size }) => product * size, 1)
  if (inner.size === 0) return
  const grain = Math.max(1, Math.ceil(ELEMENT_GRAIN / inner.size))
  const source = from.pointer + (from.offset ?? 0) * bytes
  const target = to.pointer + (to.offset ?? 0) * bytes
  backend.run('stridedCopy', runs, grain, source, target, bytes, backend.layout(layout))
}

/** A new tensor of `shape` read from x through strides. */
function readView(
  backend: SimdBackend,
  x: TensorInfo,
  shape: number[],
  strides: number[],
  offset = 0,
): TensorInfo {
  const out = backend.output(shape, x.dtype)
  const to = { pointer: backend.pointer(out), strides: stridesOf(shape) }
  copyView(backend, shape, bytesOf(x), { pointer: backend.pointer(x), strides, offset }, to)
  return out
}

export function transpose(backend: SimdBackend, x: TensorInfo, permutation: number[]): TensorInfo {
  const strides = stridesOf(x.shape)
  const shape = permutation.map((axis) => x.shape[axis]!)
  const plain = permutation.filter((axis) => x.shape[axis] !== 1)
  if (plain.every((axis, i) => i === 0 || axis > plain[i - 1]!)) return backend.alias(x, shape)
  // Two neighbouring groups of axes changing places at the end: blocks of 4×4 in registers.
  const rank = plain.length
  const cut = plain.findIndex((axis, i) => i > 0 && axis < plain[i - 1]!)
  const order = [...plain].sort((a, b) => a - b)
  const lead = plain.findIndex((axis, i) => axis !== order[i])
  const swapped = [...plain.slice(0, lead), ...plain.slice(cut), ...plain.slice(lead, cut)]
  if (bytesOf(x) === 4 && cut > lead && util.arraysEqual(swapped, order)) {
    const size = (axes: number[]) => axes.reduce((product, axis) => product * x.shape[axis]!, 1)
    const [batch, rows, columns] = [
      size(plain.slice(0, lead)),
      size(plain.slice(cut, rank)),
      size(plain.slice(lead, cut)),
    ]
    const out = backend.output(shape, x.dtype)
    const items = rows * columns === 0 ? 0 : batch * Math.ceil(rows / 4)
    const grain = Math.max(1, Math.ceil(ELEMENT_GRAIN / 4 / Math.max(1, columns)))
    backend.run('transpose2d', items, grain, backend.pointer(x), backend.pointer(out), rows, columns)
    return out
  }
  return readView(
    backend,
    x,
    shape,
    permutation.map((axis) => strides[axis]!),
  )
}

export function slice(backend: SimdBackend, x: TensorInfo, begin: number[], size: number[]): TensorInfo {
  const strides = stridesOf(x.shape)
  return readView(
    backend,
    x,
    size,
    strides,
    begin.reduce((sum, at, axis) => sum + at * strides[axis]!, 0),
  )
}

interface StridedSliceAttrs {
  begin: number[]
  end: number[]
  strides: number[]
  beginMask: number
  endMask: number
  ellipsisMask: number
  newAxisMask: number
  shrinkAxisMask: number
}

export const moveKernels: KernelTable = {
  Identity: ({ inputs, backend }) => backend.alias(inputs.x!),

  Reshape: ({ inputs, attrs, backend }) => {
    const x = inputs.x!
    const size = util.sizeFromShape(x.shape)
    const shape = util.inferFromImplicitShape(attrs.shape as number[], size)
    const newSize = util.sizeFromShape(shape)
    util.assert(
      size === newSize,
      () =>
        `The new shape (${shape}) has ${newSize} elements and the old shape (${x.shape}) has ${size} elements.`,
    )
    return backend.alias(x, shape)
  },

  ExpandDims: ({ inputs, attrs, backend }) => {
    const x = inputs.input!
    const dim = attrs.dim as number
    util.assert(
      -(x.shape.length + 1) <= dim && dim <= x.shape.length,
      () => `Axis must be in the interval [${-(x.shape.length + 1)}, ${x.shape.length}]`,
    )
    const shape = x.shape.slice()
    shape.splice(dim < 0 ? x.shape.length + dim + 1 : dim, 0, 1)
    return backend.alias(x, shape)
  },

  Transpose: (args) => {
    const x = args.inputs.x!
    return isNumeric(x) ? transpose(args.backend, x, args.attrs.perm as number[]) : bridge('Transpose')(args)
  },

  Slice: (args) => {
    const x = args.inputs.x!
    if (!isNumeric(x)) return bridge('Slice')(args)
    const [begin, size] = slice_util.parseSliceParams(
      x as never,
      args.attrs.begin as number | number[],
      args.attrs.size as number | number[],
    )
    slice_util.assertParamsValid(x as never, begin!, size!)
    return slice(args.backend, x, begin!, size!)
  },

  SplitV: (args) => {
    const x = args.inputs.x!
    if (!isNumeric(x)) return bridge('SplitV')(args)
    const axis = util.parseAxisParam(args.attrs.axis as number, x.shape)[0]!
    const sizes = backend_util.prepareSplitSize(
      x as never,
      args.attrs.numOrSizeSplits as number | number[],
      axis,
    )
    const begin = new Array<number>(x.shape.length).fill(0)
    return sizes.map((size) => {
      const shape = x.shape.map((whole, i) => (i === axis ? size : whole))
      const part = slice(args.backend, x, begin, shape)
      begin[axis]! += size
      return part
    })
  },

  StridedSlice: (args) => {
    const x = args.inputs.x!
    if (!isNumeric(x)) return bridge('StridedSlice')(args)
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } =
      args.attrs as unknown as StridedSliceAttrs
    const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const
    const info = slice_util.sliceInfo(x.shape, begin, end, strides, ...masks)
    if (info.isIdentity) return args.backend.alias(x, info.finalShape)
    const own = stridesOf(x.shape)
    const offset = info.begin.reduce((sum, at, axis) => sum + at * own[axis]!, 0)
    const shape = info.begin.map((from, axis) =>
      Math.max(0, Math.ceil((info.end[axis]! - from) / info.strides[axis]!)),
    )
    const steps = own.map((stride, axis) => stride * info.strides[axis]!)
    return { ...readView(args.backend, x, shape, steps, offset), shape: info.finalShape }
  },

  DepthToSpace: (args) => {
    const x = args.inputs.x!
    const { blockSize, dataFormat } = args.attrs as { blockSize: number; dataFormat: string }
    if (!isNumeric(x) || dataFormat !== 'NHWC') return bridge('DepthToSpace')(args)
    const [batch, height, width, channels] = x.shape as [number, number, number, number]
    const depth = channels / (blockSize * blockSize)
    const split = { ...x, shape: [batch, height, width, blockSize, blockSize, depth] }
    const out = transpose(args.backend, split, [0, 1, 3, 2, 4, 5])
    return { ...out, shape: [batch, height * blockSize, width * blockSize, depth] }
  },

  Concat: (args) => {
    const inputs = Object.values(args.inputs) as TensorInfo[]
    const first = inputs[0]!
    if (!inputs.every((x) => isNumeric(x) && x.dtype === first.dtype)) return bridge('Concat')(args)
    const { backend } = args
    const axis = util.parseAxisParam(args.attrs.axis as number, first.shape)[0]!
    const filled = inputs.filter((x) => util.sizeFromShape(x.shape) > 0)
    assertSameButAxis(inputs, axis)
    if (filled.length === 1) return backend.alias(filled[0]!)
    const shape = first.shape.slice()
    shape[axis] = inputs.reduce((sum, x) => sum + x.shape[axis]!, 0)
    if (filled.length === 0) return backend.output(shape, first.dtype)
    const out = backend.output(shape, first.dtype)
    const strides = stridesOf(shape)
    let offset = 0
    for (const x of filled) {
      const from = { pointer: backend.pointer(x), strides: stridesOf(x.shape) }
      copyView(backend, x.shape, bytesOf(x), from, { pointer: backend.pointer(out), strides, offset })
      offset += x.shape[axis]! * strides[axis]!
    }
    return out
  },

  Tile: (args) => {
    const x = args.inputs.x!
    if (!isNumeric(x)) return bridge('Tile')(args)
    const reps = args.attrs.reps as number[]
    // [n] tiled r times is [r, n] with a stride of zero.
    const strides = stridesOf(x.shape).flatMap((stride) => [0, stride])
    const viewShape = x.shape.flatMap((size, axis) => [reps[axis]!, size])
    const out = readView(args.backend, x, viewShape, strides)
    return { ...out, shape: x.shape.map((size, axis) => size * reps[axis]!) }
  },

  PadV2: (args) => {
    const x = args.inputs.x!
    const { paddings, constantValue } = args.attrs as {
      paddings: Array<[number, number]>
      constantValue: number
    }
    if (x.dtype !== 'float32') return bridge('PadV2')(args)
    const { backend } = args
    const shape = paddings.map(([before, after], axis) => before + x.shape[axis]! + after)
    const out = backend.output(shape, x.dtype)
    const size = util.sizeFromShape(shape)
    backend.run('fill', size, ELEMENT_GRAIN, backend.pointer(out), constantValue)
    const strides = stridesOf(shape)
    const offset = paddings.reduce((sum, [before], axis) => sum + before * strides[axis]!, 0)
    const from = { pointer: backend.pointer(x), strides: stridesOf(x.shape) }
    copyView(backend, x.shape, 4, from, { pointer: backend.pointer(out), strides, offset })
    return out
  },

  Reverse: (args) => {
    const x = args.inputs.x!
    if (!isNumeric(x)) return bridge('Reverse')(args)
    const dims = util.parseAxisParam(args.attrs.dims as number | number[], x.shape)
    const strides = stridesOf(x.shape)
    let offset = 0
    for (const axis of new Set(dims)) {
      offset += Math.max(0, x.shape[axis]! - 1) * strides[axis]!
      strides[axis] = -strides[axis]!
    }
    return readView(args.backend, x, x.shape, strides, offset)
  },

  Unpack: (args) => {
    const x = args.inputs.value!
    if (!isNumeric(x)) return bridge('Unpack')(args)
    const axis = util.parseAxisParam(args.attrs.axis as number, x.shape)[0]!
    const size = x.shape.slice()
    size[axis] = 1
    const shape = x.shape.filter((_, i) => i !== axis)
    return Array.from({ length: x.shape[axis]! }, (_, i) => {
      const begin = x.shape.map((_, at) => (at === axis ? i : 0))
      return { ...slice(args.backend, x, begin, size), shape }
    })
  },

  Pack: (args) => {
    const inputs = Object.values(args.inputs) as TensorInfo[]
    const first = inputs[0]!
    const same = inputs.every(
      (x) => isNumeric(x) && x.dtype === first.dtype && util.arraysEqual(x.shape, first.shape),
    )
    if (!same) return bridge('Pack')(args)
    const { backend } = args
    const shape = first.shape.slice()
    const rank = shape.length + 1
    const axis = ((args.attrs.axis as number) + rank) % rank
    shape.splice(axis, 0, inputs.length)
    const out = backend.output(shape, first.dtype)
    const all = stridesOf(shape)
    const strides = all.filter((_, i) => i !== axis)
    inputs.forEach((x, i) => {
      const from = { pointer: backend.pointer(x), strides: stridesOf(x.shape) }
      const to = { pointer: backend.pointer(out), strides, offset: i * all[axis]! }
      copyView(backend, x.shape, bytesOf(x), from, to)
    })
    return out
  },
}

function assertSameButAxis(inputs: TensorInfo[], axis: number): void {
  const first = inputs[0]!.shape
  inputs.forEach(({ shape }, i) => {
    util.assert(
      shape.length === first.length && shape.every((size, at) => at === axis || size === first[at]),
      () =>
        `Error in concat${first.length}D: Shape of tensors[${i}] (${shape}) does not match the shape of the rest (${first}) along the non-concatenated axis ${i}.`,
    )
  })
}
