/** Plain-number mathematics that the engine's tensors are compared with; written apart from it. */

export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i)
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

export const sigmoid = (l: number) => 1 / (1 + Math.exp(-l))

export function logNormal(x: number, mean: number, deviation: number): number {
  return -0.5 * ((x - mean) / deviation) ** 2 - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI)
}

export function logSumExp(values: readonly number[]): number {
  const top = Math.max(...values)
  return top + Math.log(total(values.map((value) => Math.exp(value - top))))
}

/** ∫ f over [low, high] by Simpson's rule with `n` (even) intervals. */
export function integrate(f: (x: number) => number, low: number, high: number, n = 2000): number {
  const h = (high - low) / n
  return (h / 3) * total(range(n + 1).map((i) => f(low + i * h) * (i === 0 || i === n ? 1 : i % 2 ? 4 : 2)))
}
