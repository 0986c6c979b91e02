/**
 * Which of the `steps` (rising) to let go so that at most `count` are left, spread evenly on a logarithmic scale:
 * again and again the one whose neighbours are nearest to each other by ratio. The last one always stays, and the
 * first unless only one may.
 */
export function thinned(steps: readonly number[], count: number): number[] {
  const left = [...steps]
  const gone: number[] = []
  while (left.length > Math.max(1, count)) {
    let at = 0
    let least = Number.POSITIVE_INFINITY
    for (let i = 1; i < left.length - 1; i++) {
      const ratio = left[i + 1]! / Math.max(1, left[i - 1]!)
      if (ratio < least) [at, least] = [i, ratio]
    }
    gone.push(left.splice(at, 1)[0]!)
  }
  return gone
}
