/**
 * How B [K × N] is packed. For the register tile: in panels of eight columns, `[panel][k][8]`. For kernels/sparse.ts: in
 * strips of three to six panels side by side, as even as can be, `[strip][k][step]`: one row's address serves
 * all its loads. Panels are strips of one.
 */

/** Panels of a strip, at most: twelve vectors of sums. */
const WIDEST = 6

export function stripsOf(panels: i32): i32 {
  return (panels + WIDEST - 1) / WIDEST
}

/** Bytes between two rows of any strip: those of the widest. */
export function stripStep(panels: i32): i32 {
  const strips = stripsOf(panels)
  return ((panels + strips - 1) / strips) << 5
}

/** The first panel of strip `s`. */
export function firstOfStrip(s: i32, panels: i32, strips: i32): i32 {
  return <i32>((<i64>s * panels) / strips)
}

/** Bytes from the packed operand's start to panel `j`, where a strip takes `bytes`. */
export function panelOffset(j: i32, panels: i32, strips: i32, bytes: usize): usize {
  const s = <i32>(((<i64>j + 1) * strips - 1) / panels)
  return <usize>s * bytes + ((<usize>(j - firstOfStrip(s, panels, strips))) << 5)
}
