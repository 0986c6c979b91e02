/**
 * Everything that only moves data: slices, pads, concatenations, tiles, transposes, reversals are one strided
 * copy. `layout` points to int32s [rank, n, stepIn, stepOut, (size, strideIn, strideOut) × rank]: an outer index
 * space and an inner run of n elements, strides and steps in bytes. [begin, end) counts runs.
 */
export function stridedCopy(x: usize, out: usize, bytes: i32, layout: usize, begin: i32, end: i32): void {
  const rank = load<i32>(layout)
  const n = load<i32>(layout, 4)
  const stepIn = load<i32>(layout, 8)
  const stepOut = load<i32>(layout, 12)
  const dims = layout + 16
  const contiguous = stepIn == bytes && stepOut == bytes
  for (let i = begin; i < end; i++) {
    let rest = i
    let from = x
    let to = out
    for (let d = rank - 1; d >= 0; d--) {
      const dim = dims + <usize>d * 12
      const size = load<i32>(dim)
      const q = rest / size
      const index = rest - q * size
      rest = q
      from += <usize>(index * load<i32>(dim, 4))
      to += <usize>(index * load<i32>(dim, 8))
    }
    if (contiguous) {
      const total = <usize>(n * bytes)
      if (total >= 64) memory.copy(to, from, total)
      else if (bytes == 4) for (let j: usize = 0; j < total; j += 4) store<u32>(to + j, load<u32>(from + j))
      else for (let j: usize = 0; j < total; j++) store<u8>(to + j, load<u8>(from + j))
    } else if (bytes == 4) {
      for (let j = 0; j < n; j++, from += <usize>stepIn, to += <usize>stepOut) store<u32>(to, load<u32>(from))
    } else {
      for (let j = 0; j < n; j++, from += <usize>stepIn, to += <usize>stepOut) store<u8>(to, load<u8>(from))
    }
  }
}

/** [batch, rows, columns] → [batch, columns, rows], 4-byte elements; items are batch × blocks of four rows. */
export function transpose2d(x: usize, out: usize, rows: i32, columns: i32, begin: i32, end: i32): void {
  const blocks = (rows + 3) >> 2
  const rowIn = (<usize>columns) << 2
  const rowOut = (<usize>rows) << 2
  for (let item = begin; item < end; item++) {
    const batch = item / blocks
    const r = (item - batch * blocks) << 2
    const size = <usize>batch * <usize>rows * rowIn
    let from = x + size + <usize>r * rowIn
    let to = out + size + ((<usize>r) << 2)
    let c = 0
    if (r + 3 < rows) {
      for (; c + 3 < columns; c += 4, from += 16, to += rowOut << 2) {
        const r0 = v128.load(from), r1 = v128.load(from + rowIn)
        const r2 = v128.load(from + 2 * rowIn), r3 = v128.load(from + 3 * rowIn)
        const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5)
        const t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7)
        const t2 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5)
        const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7)
        v128.store(to, v128.shuffle<f32>(t0, t2, 0, 1, 4, 5))
        v128.store(to + rowOut, v128.shuffle<f32>(t0, t2, 2, 3, 6, 7))
        v128.store(to + 2 * rowOut, v128.shuffle<f32>(t1, t3, 0, 1, 4, 5))
        v128.store(to + 3 * rowOut, v128.shuffle<f32>(t1, t3, 2, 3, 6, 7))
      }
    }
    const tall = min(rows - r, 4)
    for (; c < columns; c++, from += 4, to += rowOut) {
      for (let i = 0; i < tall; i++) {
        store<u32>(to + ((<usize>i) << 2), load<u32>(from + <usize>i * rowIn))
      }
    }
  }
}

export function fill(out: usize, value: f32, begin: i32, end: i32): void {
  const v = f32x4.splat(value)
  for (let p = out + ((<usize>begin) << 2), stop = out + ((<usize>end) << 2); p < stop; p += 16) v128.store(p, v)
}

export function fillInt(out: usize, value: i32, begin: i32, end: i32): void {
  const v = i32x4.splat(value)
  for (let p = out + ((<usize>begin) << 2), stop = out + ((<usize>end) << 2); p < stop; p += 16) v128.store(p, v)
}

export function fillBytes(out: usize, value: i32, bytes: i32): void {
  memory.fill(out, <u8>value, <usize>bytes)
}

/**
 * out[o, i, :] = x[o, indices[i], :] with rows of `row` bytes. Returns the position of the first index
 * outside [0, size), or −1.
 */
export function gatherRows(x: usize, indices: usize, out: usize, size: i32, count: i32, row: usize, begin: i32, end: i32): i32 {
  for (let o = begin; o < end; o++) {
    const base = x + <usize>o * <usize>size * row
    let to = out + <usize>o * <usize>count * row
    for (let i = 0; i < count; i++, to += row) {
      const index = load<i32>(indices + ((<usize>i) << 2))
      if (index < 0 || index >= size) return i
      const from = base + <usize>index * row
      if (row == 4) store<u32>(to, load<u32>(from))
      else memory.copy(to, from, row)
    }
  }
  return -1
}

/** out[s, :] = Σ x[i, :] over segment[i] = s, float32 rows of n; out is zeroed. Negative segments are dropped. */
export function segmentSum(x: usize, segments: usize, out: usize, count: i32, n: i32, segmentsCount: i32): void {
  for (let i = 0; i < count; i++) {
    const s = load<i32>(segments + ((<usize>i) << 2))
    if (s < 0 || s >= segmentsCount) continue
    let from = x + ((<usize>i * <usize>n) << 2)
    let to = out + ((<usize>s * <usize>n) << 2)
    for (let j = 0; j < n; j++, from += 4, to += 4) store<f32>(to, load<f32>(to) + load<f32>(from))
  }
}

/** out[i, :] = off, out[i, indices[i]] = on; out holds `off` already. */
export function oneHot(indices: usize, out: usize, depth: i32, on: u32, count: i32): void {
  for (let i = 0; i < count; i++) {
    const index = load<i32>(indices + ((<usize>i) << 2))
    if (index >= 0 && index < depth) store<u32>(out + ((<usize>i * <usize>depth + <usize>index) << 2), on)
  }
}
