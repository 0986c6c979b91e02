import { activate } from './activation'
import { copyTile, tileColumns, tileRows } from './tile'
import { PANEL_OFFSET, ROWS_OFFSET, scratch } from './scratch'

/** Depth of a block when A is transposed and has to be packed. */
const DEPTH = 1024

/**
 * A block of `count` rows (pointers at scratch + ROWS_OFFSET, the last repeated up to a multiple of
 * four) times panels [panel0, panel1) of B.
 */
export function multiplyRows(
  count: i32, offsets: usize, segments: i32, length: usize, depth: usize,
  b: usize, panel0: i32, panel1: i32, columns: i32, c: usize, ldc: usize, init: usize, initStep: usize,
): void {
  const rows = scratch + ROWS_OFFSET
  const zeros = scratch + 128
  for (let j = panel0; j < panel1; j++) {
    const panel = b + ((<usize>j * depth) << 5)
    const start = init == 0 ? zeros : init + ((<usize>j * initStep) << 5)
    const width = min(columns - (j << 3), 8)
    let to = c + ((<usize>j) << 5)
    let i = 0
    if (width == 8) {
      for (; i + 3 < count; i += 4) {
        tileRows(rows + ((<usize>i) << 2), offsets, segments, length, panel, to, ldc, start, 0)
        to += ldc << 2
      }
    }
    for (; i < count; i += 4) {
      tileRows(rows + ((<usize>i) << 2), offsets, segments, length, panel, scratch, 32, start, 0)
      copyTile(scratch, 32, to, ldc, min(count - i, 4), <usize>width)
      to += ldc << 2
    }
  }
}

/** Writes `count` row pointers from `a` on, `stride` bytes apart, and pads them to a multiple of four. */
export function fillRows(a: usize, stride: usize, count: i32): void {
  let to = scratch + ROWS_OFFSET
  for (let i = 0; i < count; i++, to += 4, a += stride) store<usize>(to, a)
  for (let i = count; i & 3; i++, to += 4) store<usize>(to, a - stride)
}

/**
 * C [M × N] = act(A [M × K] · B + bias). A by rows of `lda` bytes; B packed; bias 0 or [N].
 * Work items: blocks of `blockRows` rows × blocks of `blockPanels` panels, [begin, end).
 */
export function gemm(
  a: usize, lda: usize, m: i32, k: i32, b: usize, n: i32, c: usize, bias: usize, kind: i32, alpha: f32,
  blockRows: i32, blockPanels: i32, begin: i32, end: i32,
): void {
  const panels = (n + 7) >> 3
  const across = (panels + blockPanels - 1) / blockPanels
  const ldc = (<usize>n) << 2
  // One run from offset 0: the word after the zeros.
  const offsets = scratch + 160
  for (let item = begin; item < end; item++) {
    const block = item / across
    const panel0 = (item - block * across) * blockPanels
    const panel1 = min(panel0 + blockPanels, panels)
    const row = block * blockRows
    const count = min(blockRows, m - row)
    fillRows(a + <usize>row * lda, lda, count)
    const to = c + <usize>row * ldc
    multiplyRows(count, offsets, 1, <usize>k, <usize>k, b, panel0, panel1, n, to, ldc, bias, 1)
    if (kind) {
      const left = panel0 << 3
      activate(to + ((<usize>left) << 2), ldc, count, min(panel1 << 3, n) - left, kind, alpha)
    }
  }
}

/** The same for A stored as [K × M]; a block of A is packed as [tile][k][4] first. */
export function gemmTransposed(
  a: usize, lda: usize, m: i32, k: i32, b: usize, n: i32, c: usize, bias: usize, kind: i32, alpha: f32,
  blockRows: i32, blockPanels: i32, begin: i32, end: i32,
): void {
  const panels = (n + 7) >> 3
  const across = (panels + blockPanels - 1) / blockPanels
  const ldc = (<usize>n) << 2
  const packed = scratch + PANEL_OFFSET
  for (let item = begin; item < end; item++) {
    const block = item / across
    const panel0 = (item - block * across) * blockPanels
    const panel1 = min(panel0 + blockPanels, panels)
    const row = block * blockRows
    const count = min(blockRows, m - row)
    const to = c + <usize>row * ldc
    for (let k0 = 0; k0 < k; k0 += DEPTH) {
      const depth = min(DEPTH, k - k0)
      packRows(a + <usize>k0 * lda + ((<usize>row) << 2), lda, depth, count, packed)
      for (let j = panel0; j < panel1; j++) {
        const panel = b + ((<usize>j * <usize>k + <usize>k0) << 5)
        const width = min(n - (j << 3), 8)
        const left = to + ((<usize>j) << 5)
        const start = bias == 0 ? scratch + 128 : bias + ((<usize>j) << 5)
        for (let i = 0; i < count; i += 4) {
          const here = left + <usize>i * ldc
          const tile = packed + ((<usize>i * <usize>depth) << 2)
          const rows = min(count - i, 4)
          accumulate(tile, 16, <usize>depth, 1, 0, 0, 2, 0, panel, here, ldc, k0 == 0, start, rows, width)
        }
      }
    }
    if (kind) {
      const left = panel0 << 3
      activate(to + ((<usize>left) << 2), ldc, count, min(panel1 << 3, n) - left, kind, alpha)
    }
  }
}

/** One tileColumns into C: from `start` on the first block, from C itself on the later ones. */
// @ts-ignore: decorator
@inline
export function accumulate(
  a: usize, pixel: usize, width: usize, rows: i32, row: usize, firstRow: i32, height: i32, gap: usize,
  b: usize, c: usize, ldc: usize, first: bool, start: usize, tall: i32, wide: i32,
): void {
  if (tall == 4 && wide == 8) {
    const init = first ? start : c
    tileColumns(a, pixel, width, rows, row, firstRow, height, gap, b, c, ldc, init, first ? 0 : ldc)
  } else {
    if (!first) copyTile(c, ldc, scratch, 32, tall, <usize>wide)
    const init = first ? start : scratch
    tileColumns(a, pixel, width, rows, row, firstRow, height, gap, b, scratch, 32, init, first ? 0 : 32)
    copyTile(scratch, 32, c, ldc, tall, <usize>wide)
  }
}

function packRows(a: usize, lda: usize, depth: i32, count: i32, out: usize): void {
  const tile = (<usize>depth) << 4
  for (let k = 0; k < depth; k++) {
    let to = out + ((<usize>k) << 4)
    let from = a
    for (let i = 0; i < count; i += 4, from += 16, to += tile) v128.store(to, v128.load(from))
    a += lda
  }
}
