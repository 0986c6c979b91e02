import { activate } from './activation'
import { PANEL_OFFSET, ROWS_OFFSET, scratch, ZEROS_OFFSET } from './scratch'
import { copyTile, TILE_ROWS, tileColumns4, tileColumns6, tileRows4, tileRows6 } from './tile'

/** Depth of a block when A is transposed and has to be packed. */
const DEPTH = 1024

/**
 * A block of `count` rows (pointers at scratch + ROWS_OFFSET, the last repeated up to a multiple of
 * six) times panels [panel0, panel1) of B.
 */
export function multiplyRows(
  count: i32, offsets: usize, segments: i32, length: usize, depth: usize,
  b: usize, panel0: i32, panel1: i32, columns: i32, c: usize, ldc: usize, init: usize, initStep: usize,
): void {
  const zeros = scratch + ZEROS_OFFSET
  for (let j = panel0; j < panel1; j++) {
    const panel = b + ((<usize>j * depth) << 5)
    const start = init == 0 ? zeros : init + ((<usize>j * initStep) << 5)
    const width = min(columns - (j << 3), 8)
    let rows = scratch + ROWS_OFFSET
    let to = c + ((<usize>j) << 5)
    for (let left = count; left > 0; left -= TILE_ROWS, rows += TILE_ROWS << 2, to += ldc * TILE_ROWS) {
      const inside = width == 8 && (left == 4 || left >= TILE_ROWS)
      const here = inside ? to : scratch
      const stride: usize = inside ? ldc : 32
      if (left > 4) tileRows6(rows, offsets, segments, length, panel, here, stride, start, 0)
      else tileRows4(rows, offsets, segments, length, panel, here, stride, start, 0)
      if (!inside) copyTile(scratch, 32, to, ldc, min(left, TILE_ROWS), <usize>width)
    }
  }
}

/** Repeats the last of `count` row pointers, which end at `to`, up to a multiple of six. */
export function padRows(to: usize, count: i32): void {
  const last = load<usize>(to - 4)
  for (let i = count; i % TILE_ROWS; i++, to += 4) store<usize>(to, last)
}

/** Writes `count` row pointers from `a` on, `stride` bytes apart, and pads them. */
export function fillRows(a: usize, stride: usize, count: i32): void {
  let to = scratch + ROWS_OFFSET
  for (let i = 0; i < count; i++, to += 4, a += stride) store<usize>(to, a)
  padRows(to, count)
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
  // One run, from offset 0.
  const offsets = scratch + ZEROS_OFFSET
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

/** The same for A stored as [K × M]; a block of A is packed as [tile][k][6] first. */
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
        const start = bias == 0 ? scratch + ZEROS_OFFSET : bias + ((<usize>j) << 5)
        for (let i = 0; i < count; i += TILE_ROWS) {
          const here = left + <usize>i * ldc
          const tile = packed + ((<usize>i * <usize>depth) << 2)
          const rows = min(count - i, TILE_ROWS)
          accumulate(tile, TILE_ROWS << 2, <usize>depth, 1, 0, 0, 2, 0, panel, here, ldc, k0 == 0, start, rows, width)
        }
      }
    }
    if (kind) {
      const left = panel0 << 3
      activate(to + ((<usize>left) << 2), ldc, count, min(panel1 << 3, n) - left, kind, alpha)
    }
  }
}

/** A tile of `tall` × `wide` (six by eight at most) into C: from `start` on the first block, from C itself on the later ones. */
// @ts-ignore: decorator
@inline
export function accumulate(
  a: usize, pixel: usize, width: usize, rows: i32, row: usize, firstRow: i32, height: i32, gap: usize,
  b: usize, c: usize, ldc: usize, first: bool, start: usize, tall: i32, wide: i32,
): void {
  const inside = wide == 8 && (tall == 4 || tall == TILE_ROWS)
  const to = inside ? c : scratch
  const stride: usize = inside ? ldc : 32
  if (!inside && !first) copyTile(c, ldc, scratch, 32, tall, <usize>wide)
  const init = first ? start : to
  const step: usize = first ? 0 : stride
  if (tall > 4) tileColumns6(a, pixel, width, rows, row, firstRow, height, gap, b, to, stride, init, step)
  else tileColumns4(a, pixel, width, rows, row, firstRow, height, gap, b, to, stride, init, step)
  if (!inside) copyTile(scratch, 32, c, ldc, tall, <usize>wide)
}

function packRows(a: usize, lda: usize, depth: i32, count: i32, out: usize): void {
  const tile = <usize>depth * (TILE_ROWS << 2)
  for (let k = 0; k < depth; k++) {
    let to = out + <usize>k * (TILE_ROWS << 2)
    let from = a
    for (let i = 0; i < count; i += TILE_ROWS, from += TILE_ROWS << 2, to += tile) {
      v128.store(to, v128.load(from))
      store<u64>(to, load<u64>(from, 16), 16)
    }
    a += lda
  }
}
