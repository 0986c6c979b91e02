/**
 * Singular values of a matrix (row by row), largest first, by one-sided Jacobi rotations: columns are made orthogonal
 * pair by pair; their lengths are the values (Hestenes 1958). Slow and exact, for tests.
 */
export function singularValues(values: ArrayLike<number>, rows: number, columns: number): number[] {
  const a = Array.from({ length: columns }, (_, j) =>
    Array.from({ length: rows }, (_, i) => values[i * columns + j]!),
  )
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0)
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0
    for (let p = 0; p < columns; p++) {
      for (let q = p + 1; q < columns; q++) {
        const [x, y] = [a[p]!, a[q]!]
        const [alpha, beta, gamma] = [dot(x, x), dot(y, y), dot(x, y)]
        off = Math.max(off, Math.abs(gamma) / Math.sqrt(alpha * beta))
        if (gamma === 0) continue
        const zeta = (beta - alpha) / (2 * gamma)
        const t = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta))
        const c = 1 / Math.sqrt(1 + t * t)
        const s = c * t
        for (let i = 0; i < rows; i++) {
          const before = x[i]!
          x[i] = c * before - s * y[i]!
          y[i] = s * before + c * y[i]!
        }
      }
    }
    if (off < 1e-12) break
  }
  return a.map((column) => Math.sqrt(dot(column, column))).sort((x, y) => y - x)
}
