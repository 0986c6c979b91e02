import type { Wasm } from '../../src/backends/simd/module'

type Count = (a: number[]) => number

/** Multiply-adds of a call, from its arguments (src/backends/simd/kernels). */
const counts: Record<string, Count> = {
  gemm: ([, , m, k, , n]) => m! * k! * n!,
  gemmTransposed: ([, , m, k, , n]) => m! * k! * n!,
  gemmSparse: ([, , , m, k, , n]) => m! * k! * n!,
  gemmShallow: (a) => (a.at(-1)! - a.at(-2)!) * a[1]! * a[3]!,
  gemmNarrow: (a) => (a.at(-1)! - a.at(-2)!) * a[1]! * a[3]!,
  gemmThin: ([, m, k, , , , n]) => m! * k! * n!,
  conv: ([, , , , , , pixels, , runs, length, , n]) => pixels! * runs! * length! * n!,
  convFilter: ([, , , , , width, lines, , runs, length, , n]) => lines! * width! * runs! * length! * n!,
  convInput: (a) => (a.at(-1)! - a.at(-2)!) * a[1]! * a[2]! * a[3]! * a[8]! * a[9]! * a[10]!,
}

/** What the shapes say, and what is left of it where zeros are left out. */
export function multiplyAdds(wasm: Wasm, kernel: string, args: number[]): { nominal: number; done: number } {
  const nominal = counts[kernel]?.(args) ?? 0
  if (kernel !== 'gemmSparse') return { nominal, done: nominal }
  const [a, lda, transposed, m, k, , n] = args as [number, number, number, number, number, number, number]
  const [rows, width] = transposed ? [k, m] : [m, k]
  return { nominal, done: nominal - wasm.countZeros!(a, rows, width, lda) * n }
}
