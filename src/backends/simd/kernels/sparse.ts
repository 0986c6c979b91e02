import { activate } from './activation'
import { fillRows } from './gemm'
import { DEPTH, ENDS, LIST, LISTS, listColumns, listRows, VALUES } from './lists'
import { madd } from './math'
import { scratch, ZEROS_OFFSET } from './scratch'
import { firstOfStrip, stripsOf, stripStep } from './strips'
import { copyTile } from './tile'

/**
 * Products whose left side is half zeros: what comes out of a ReLU, gradients that went through one, images on black.
 * Zeros are left out instead of multiplied. The others add up in the same order as in gemm.ts, and a finite b · 0 changes
 * no sum: so the result has the same bits.
 *
 * A block of A becomes lists (lists.ts). A row of C then takes from a strip of B (strips.ts) what its list names.
 */

/**
 * All listed rows in one strip of `units` · 8 columns (a constant at every call), the sums in registers; what lies right of
 * C's `width` columns is left out.
 */
// @ts-ignore: decorator
@inline
function stripRows(
  units: i32, count: i32, b: usize, width: usize, c: usize, ldc: usize, init: usize, initStep: usize,
): void {
  let list = scratch + LISTS
  let ends = scratch + ENDS
  const whole = width >= <usize>units << 3
  for (let i = 0; i < count; i++, list += LIST, ends += 4, c += ldc, init += initStep) {
    let c0 = v128.load(init), c1 = v128.load(init, 16), c2 = v128.load(init, 32), c3 = v128.load(init, 48)
    let c4 = v128.load(init, 64), c5 = v128.load(init, 80)
    let c6 = units > 3 ? v128.load(init, 96) : c0, c7 = units > 3 ? v128.load(init, 112) : c0
    let c8 = units > 4 ? v128.load(init, 128) : c0, c9 = units > 4 ? v128.load(init, 144) : c0
    let ca = units > 5 ? v128.load(init, 160) : c0, cb = units > 5 ? v128.load(init, 176) : c0
    const end = load<usize>(ends)
    for (let from = list; from < end; from += 4) {
      const row = b + load<usize>(from)
      const x = v128.load32_splat(from, VALUES)
      c0 = madd(x, v128.load(row), c0), c1 = madd(x, v128.load(row, 16), c1)
      c2 = madd(x, v128.load(row, 32), c2), c3 = madd(x, v128.load(row, 48), c3)
      c4 = madd(x, v128.load(row, 64), c4), c5 = madd(x, v128.load(row, 80), c5)
      if (units > 3) c6 = madd(x, v128.load(row, 96), c6), c7 = madd(x, v128.load(row, 112), c7)
      if (units > 4) c8 = madd(x, v128.load(row, 128), c8), c9 = madd(x, v128.load(row, 144), c9)
      if (units > 5) ca = madd(x, v128.load(row, 160), ca), cb = madd(x, v128.load(row, 176), cb)
    }
    const to = whole ? c : scratch
    v128.store(to, c0), v128.store(to, c1, 16), v128.store(to, c2, 32), v128.store(to, c3, 48)
    v128.store(to, c4, 64), v128.store(to, c5, 80)
    if (units > 3) v128.store(to, c6, 96), v128.store(to, c7, 112)
    if (units > 4) v128.store(to, c8, 128), v128.store(to, c9, 144)
    if (units > 5) v128.store(to, ca, 160), v128.store(to, cb, 176)
    if (!whole) copyTile(scratch, 0, c, 0, 1, width)
  }
}

function stripRows3(
  count: i32, b: usize, width: usize, c: usize, ldc: usize, init: usize, initStep: usize,
): void {
  stripRows(3, count, b, width, c, ldc, init, initStep)
}

function stripRows4(
  count: i32, b: usize, width: usize, c: usize, ldc: usize, init: usize, initStep: usize,
): void {
  stripRows(4, count, b, width, c, ldc, init, initStep)
}

function stripRows5(
  count: i32, b: usize, width: usize, c: usize, ldc: usize, init: usize, initStep: usize,
): void {
  stripRows(5, count, b, width, c, ldc, init, initStep)
}

function stripRows6(
  count: i32, b: usize, width: usize, c: usize, ldc: usize, init: usize, initStep: usize,
): void {
  stripRows(6, count, b, width, c, ldc, init, initStep)
}

/**
 * All listed rows times B's rows [k0, …) of `k`: C [count × n], which starts from `bias` (or zeros where it is 0) at k0 = 0,
 * from itself later on.
 */
function multiplyLists(count: i32, b: usize, k: i32, k0: i32, n: i32, c: usize, ldc: usize, bias: usize): void {
  const panels = (n + 7) >> 3
  const strips = stripsOf(panels)
  const step = stripStep(panels)
  const initStep: usize = k0 > 0 ? ldc : 0
  for (let s = 0; s < strips; s++) {
    const first = firstOfStrip(s, panels, strips)
    const units = firstOfStrip(s + 1, panels, strips) - first
    const from = b + (<usize>s * <usize>k + <usize>k0) * <usize>step
    const width = <usize>(n - (first << 3))
    const left = (<usize>first) << 5
    const to = c + left
    const init = k0 > 0 ? to : bias == 0 ? scratch + ZEROS_OFFSET : bias + left
    if (units == 6) stripRows6(count, from, width, to, ldc, init, initStep)
    else if (units == 5) stripRows5(count, from, width, to, ldc, init, initStep)
    else if (units == 4) stripRows4(count, from, width, to, ldc, init, initStep)
    else stripRows3(count, from, width, to, ldc, init, initStep)
  }
}

/** How deep the blocks are into which `k` is cut. */
function depthOf(k: i32): i32 {
  const blocks = (k + DEPTH - 1) / DEPTH
  return ((k + blocks - 1) / blocks + 3) & ~3
}

/**
 * multiplyRows of gemm.ts over all columns, B in strips and finite: `count` rows (64 at most), pointers at scratch +
 * ROWS_OFFSET.
 */
export function multiplyRowsSparse(
  count: i32, offsets: usize, segments: i32, length: i32, b: usize, n: i32, c: usize, ldc: usize, bias: usize,
): void {
  const step = stripStep((n + 7) >> 3)
  const depth = depthOf(length)
  for (let s = 0; s < segments; s++, offsets += 4) {
    const offset = <usize>load<i32>(offsets)
    for (let k0 = 0; k0 < length; k0 += depth) {
      listRows(offset + ((<usize>k0) << 2), min(depth, length - k0), count, step)
      multiplyLists(count, b, segments * length, s * length + k0, n, c, ldc, bias)
    }
  }
}

/**
 * C [M × N] = act(A [M × K] · B + bias) as in gemm.ts, B in strips and finite; A is [K × M] when `transposed`.
 * Work items: blocks of `blockRows` rows (a multiple of four, 64 at most), [begin, end).
 */
export function gemmSparse(
  a: usize, lda: usize, transposed: i32, m: i32, k: i32, b: usize, n: i32, c: usize, bias: usize, kind: i32,
  alpha: f32, blockRows: i32, begin: i32, end: i32,
): void {
  const ldc = (<usize>n) << 2
  const step = stripStep((n + 7) >> 3)
  const depth = depthOf(k)
  for (let item = begin; item < end; item++) {
    const row = item * blockRows
    const count = min(blockRows, m - row)
    const to = c + <usize>row * ldc
    if (transposed) {
      for (let k0 = 0; k0 < k; k0 += depth) {
        listColumns(a + <usize>k0 * lda + ((<usize>row) << 2), lda, min(depth, k - k0), count, step)
        multiplyLists(count, b, k, k0, n, to, ldc, bias)
      }
    } else {
      fillRows(a + <usize>row * lda, lda, count)
      multiplyRowsSparse(count, scratch + ZEROS_OFFSET, 1, k, b, n, to, ldc, bias)
    }
    if (kind) activate(to, ldc, count, n, kind, alpha)
  }
}
