import { backend_util, Mean, Sum, type SumAttrs, type TensorInfo, util } from '@tensorflow/tfjs-core'
import { eachTexel } from '../flat-pass'
import type { Gpu } from '../gpu'
import type { FastKernel } from '../kernel'
import { type Flat, makeFlat, withFlat } from '../layout'

/**
 * y = scale · Σ over some axes. The axes are merged into groups, and each group is one sum `[outer, n, inner] → [outer, inner]`
 * in one or two passes: parts of n first, so that many fragments work, then the parts. One fetch brings four values.
 * A bias's gradient ([batch · pixels, channels] → [channels]) is outer = 1; a loss's mean is outer = inner = 1.
 */
function reduce(gpu: Gpu, x: TensorInfo, attrs: SumAttrs, mean: boolean): TensorInfo | undefined {
  const axes = util.parseAxisParam(attrs.axis, x.shape)
  const [kept, reduced] = backend_util.computeOutAndReduceShapes(x.shape, axes)
  const shape = attrs.keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept
  if (util.sizeFromShape(x.shape) === 0 || axes.length === 0) return undefined
  return withFlat(gpu, [x], (flat) => {
    let groups = merge(x.shape, new Set(axes))
    let from = flat!
    let last: TensorInfo | undefined
    const scale = mean ? 1 / util.sizeFromShape(reduced) : 1
    // The last group first: what is inside it is kept.
    for (
      let at = groups.findLastIndex((g) => g.reduce);
      at >= 0;
      at = groups.findLastIndex((g) => g.reduce)
    ) {
      const outer = groups.slice(0, at).reduce((n, g) => n * g.size, 1)
      const inner = groups.slice(at + 1).reduce((n, g) => n * g.size, 1)
      groups = groups.filter((_, i) => i !== at)
      const done = groups.every((g) => !g.reduce)
      const next = sumGroup(
        gpu,
        from,
        outer,
        from.size / outer / inner,
        inner,
        done ? scale : 1,
        done ? shape : undefined,
      )
      if (last) gpu.backend.disposeIntermediateTensorInfo(last)
      last = next.info
      from = next.flat
    }
    return last
  })
}

interface Group {
  size: number
  reduce: boolean
}

/** Neighbouring axes of one kind become one; axes of size 1 vanish. At least one group is left to sum. */
function merge(shape: number[], axes: Set<number>): Group[] {
  const groups: Group[] = []
  shape.forEach((size, axis) => {
    const reduce = axes.has(axis)
    if (size === 1) return
    const last = groups.at(-1)
    if (last?.reduce === reduce) last.size *= size
    else groups.push({ size, reduce })
  })
  return groups.some((g) => g.reduce) ? groups : [...groups, { size: 1, reduce: true }]
}

/** Fragments below this leave a device idle. */
const wantedFragments = 4096

/** A sum this short is over before a second pass has begun: a draw costs some tens of microseconds everywhere. */
const shortSum = 512

/** In how many parts to sum n terms for each of `results` fragments. */
const partsOf = (n: number, results: number, shortest: number): number =>
  n <= shortSum ? 1 : Math.min(Math.ceil(wantedFragments / results), Math.floor(n / shortest))

function sumGroup(
  gpu: Gpu,
  from: Flat,
  outer: number,
  n: number,
  inner: number,
  scale: number,
  shape: number[] = [outer, inner],
): { info: TensorInfo; flat: Flat } {
  // Single rows of values: four at a time, the four added up at the very end.
  if (inner === 1 && (n % 4 === 0 || (n >= 32 && outer === 1))) {
    const texels = Math.ceil(n / 4)
    if (texels <= shortSum) return sumRows(gpu, from, outer, n, scale, shape)
    const quads = sumColumns(gpu, from, outer, texels, 1, 1, [outer, 4], n)
    const out = fold(gpu, quads.flat, outer, scale, shape)
    gpu.backend.disposeIntermediateTensorInfo(quads.info)
    return out
  }
  if (inner % 4 === 0) return sumColumns(gpu, from, outer, n, inner / 4, scale, shape)
  return sumValues(gpu, from, outer, n, inner, scale, shape)
}

/** Short rows of whole texels, `[outer, n] → [outer]`: each value walks its row. */
function sumRows(
  gpu: Gpu,
  from: Flat,
  outer: number,
  n: number,
  scale: number,
  shape: number[],
): { info: TensorInfo; flat: Flat } {
  const out = makeFlat(gpu, shape)
  const { width, height } = out.flat
  const texels = n >> 2
  // Whole rows on a line are walked by coordinates, without a look at where lines end.
  const lined = n % 4 === 0 && from.width % texels === 0
  gpu.run({
    key: `sum rows ${lined}`,
    inputs: [from.texture],
    ints: [width, lined ? from.width / texels : from.width, outer, texels, n & 3],
    floats: [scale, 1 / from.width, 1 / from.height],
    outputs: [out.flat.texture],
    width,
    height,
    source: () => `
float at(int row) {
  if (row >= u[2]) return 0.;
  vec4 sum = vec4(0.);
  ${
    lined
      ? `ivec2 line = divide(row, u[1]);
  vec2 first = (vec2(line.y * u[3], line.x) + .5) * vec2(f[1], f[2]);
  for (int r = 0; r < u[3]; r++) sum += texture(A, vec2(first.x + float(r) * f[1], first.y));
  return dot(sum, vec4(f[0]));`
      : wrappedRow
  }
}
${eachTexel(false)}`,
  })
  return out
}

/** A row that may go on on the next line, and end inside a texel. */
const wrappedRow = `ivec2 at = divide(row * u[3], u[1]);
  for (int r = 0; r < u[3]; r++) {
    sum += texelFetch(A, at.yx, 0);
    if (++at.y == u[1]) at = ivec2(at.x + 1, 0);
  }
  if (u[4] > 0) sum += mix(vec4(0.), texelFetch(A, at.yx, 0), lessThan(ivec4(0, 1, 2, 3), ivec4(u[4])));
  return dot(sum, vec4(f[0]));`

/** Where a column of texels begins, and its texel `r`. */
const begin = {
  down: 'vec2 first = (vec2(i.y, p.x * u[4]) + .5) * vec2(f[1], f[2]);',
  along:
    'ivec2 line = divide(p.x, u[8]); vec2 first = (vec2(line.y * u[4], line.x) + .5) * vec2(f[1], f[2]);',
  '': 'ivec2 at = divide((p.x * u[4] + from) * u[1] + i.y, u[5]), stride = divide(u[1], u[5]);',
}
const fetch = {
  down: 'texture(A, vec2(first.x, first.y + float(r) * f[2]))',
  along: 'texture(A, vec2(first.x + float(r) * f[1], first.y))',
  '': 'texelFetch(A, at.yx, 0)',
}

/** `[outer, n, inner4]` texels → `[outer, inner4]` texels. `values`: where the row ends inside the last texel. */
function sumColumns(
  gpu: Gpu,
  from: Flat,
  outer: number,
  n: number,
  inner4: number,
  scale: number,
  shape: number[],
  values = 4 * n,
): { info: TensorInfo; flat: Flat } {
  const parts = partsOf(n, outer * inner4, 32)
  const split = parts > 1
  const chunk = split ? Math.ceil(n / parts) : n
  const used = split ? Math.ceil(n / chunk) : 1
  const out = makeFlat(gpu, split ? [outer, used, 4 * inner4] : shape)
  const ragged = values < 4 * n
  // Whole columns down the lines, or whole rows along one, are walked by coordinates.
  const lie = from.width === inner4 ? 'down' : inner4 === 1 && from.width % n === 0 ? 'along' : ''
  gpu.run({
    key: `sum columns ${ragged} ${lie}`,
    inputs: [from.texture],
    ints: [out.flat.width, inner4, used, chunk, n, from.width, values, outer, Math.floor(from.width / n)],
    floats: [split ? 1 : scale, 1 / from.width, 1 / from.height],
    outputs: [out.flat.texture],
    width: out.flat.width,
    height: out.flat.height,
    source: () => `
void main() {
  int t = int(gl_FragCoord.y) * u[0] + int(gl_FragCoord.x);
  ivec2 i = divide(t, u[1]), p = divide(i.x, u[2]);
  int from = p.y * u[3], to = p.x < u[7] ? min(from + u[3], u[4]) : from;
  ${begin[lie]}
  vec4 sum = vec4(0.);
  for (int r = from; r < to; r++) {
    vec4 v = ${fetch[lie]};
    ${ragged ? 'if (r == u[4] - 1) v = mix(vec4(0.), v, lessThan(ivec4(0, 1, 2, 3) + 4 * r, ivec4(u[6])));' : ''}
    sum += v;
    ${lie ? '' : 'at += stride; if (at.y >= u[5]) at += ivec2(1, -u[5]);'}
  }
  o0 = f[0] * sum;
}`,
  })
  if (!split) return out
  const whole = sumColumns(gpu, out.flat, outer, used, inner4, scale, shape)
  gpu.backend.disposeIntermediateTensorInfo(out.info)
  return whole
}

/** One texel a row → one value a row. */
function fold(
  gpu: Gpu,
  from: Flat,
  rows: number,
  scale: number,
  shape: number[],
): { info: TensorInfo; flat: Flat } {
  const out = makeFlat(gpu, shape)
  const { width, height } = out.flat
  gpu.run({
    key: 'sum fold',
    inputs: [from.texture],
    ints: [width, from.width, rows],
    floats: [scale],
    outputs: [out.flat.texture],
    width,
    height,
    source: () => `
float at(int row) { return dot(texelAt(A, min(row, u[2] - 1), u[1]), vec4(f[0])); }
${eachTexel(false)}`,
  })
  return out
}

/** The rest, value by value: short or odd rows. */
function sumValues(
  gpu: Gpu,
  from: Flat,
  outer: number,
  n: number,
  inner: number,
  scale: number,
  shape: number[],
): { info: TensorInfo; flat: Flat } {
  const parts = partsOf(n, outer * inner, 32)
  const split = parts > 1
  const chunk = split ? Math.ceil(n / parts) : n
  const used = split ? Math.ceil(n / chunk) : 1
  const out = makeFlat(gpu, split ? [outer, used, inner] : shape)
  const { width, height } = out.flat
  gpu.run({
    key: 'sum values',
    inputs: [from.texture],
    ints: [width, inner, used, chunk, n, from.width, outer * used * inner],
    floats: [split ? 1 : scale],
    outputs: [out.flat.texture],
    width,
    height,
    source: () => `
float at(int e) {
  ivec2 i = divide(min(e, u[6] - 1), u[1]), p = divide(i.x, u[2]);
  float sum = 0.;
  for (int r = p.y * u[3]; r < min(p.y * u[3] + u[3], u[4]); r++)
    sum += valueAt(A, (p.x * u[4] + r) * u[1] + i.y, u[5]);
  return f[0] * sum;
}
${eachTexel(false)}`,
  })
  if (!split) return out
  const whole = sumValues(gpu, out.flat, outer, used, inner, scale, shape)
  gpu.backend.disposeIntermediateTensorInfo(out.info)
  return whole
}

/** For kernels that end in a sum, of a tensor that is not empty. */
export const sum = (gpu: Gpu, x: TensorInfo, axis: number[]): TensorInfo =>
  reduce(gpu, x, { axis, keepDims: false }, false)!
export const mean = (gpu: Gpu, x: TensorInfo, axis: number[]): TensorInfo =>
  reduce(gpu, x, { axis, keepDims: false }, true)!

export const sumKernel: FastKernel = {
  kernelName: Sum,
  byShape: true,
  run: (gpu, { x }, attrs) => reduce(gpu, x!, attrs as unknown as SumAttrs, false),
}

export const meanKernel: FastKernel = {
  kernelName: Mean,
  byShape: true,
  run: (gpu, { x }, attrs) => reduce(gpu, x!, attrs as unknown as SumAttrs, true),
}
