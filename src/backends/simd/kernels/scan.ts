/**
 * Running sums along the middle axis of [outer, depth, inner]. `exclusive` leaves the element itself out,
 * `reverse` starts at the end. Items are outer × inner lines.
 */
export function cumulativeSum(
  x: usize, out: usize, depth: i32, inner: i32, exclusive: i32, reverse: i32, begin: i32, end: i32,
): void {
  for (let item = begin; item < end; item++) {
    const o = item / inner
    const line = (<usize>(o * depth * inner + (item - o * inner))) << 2
    const step = inner << 2
    let at = reverse ? line + <usize>((depth - 1) * step) : line
    const move = <usize>(reverse ? -step : step)
    let total: f32 = 0
    for (let i = 0; i < depth; i++, at += move) {
      const value = load<f32>(x + at)
      if (exclusive) store<f32>(out + at, total)
      total += value
      if (!exclusive) store<f32>(out + at, total)
    }
  }
}
