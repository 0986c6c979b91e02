/** A longer pause between two looks at the clock is the computer's sleep, or a clock that was set. */
const longest = 60_000

/**
 * A clock to measure training by: it never goes back, and whatever `now` does, it never leaps by more than a minute
 * between two looks. A laptop that slept for a night has not trained for a night.
 */
export function steadyTime(now: () => number): () => number {
  let before = now()
  let steady = 0
  return () => {
    const at = now()
    if (at > before) steady += Math.min(longest, at - before)
    if (Number.isFinite(at)) before = at
    return steady
  }
}
