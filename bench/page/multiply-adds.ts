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

/** Zeros that a call leaves out, each with all that it would be multiplied by. */
const skipped: Record<string, (wasm: Wasm, i32: Int32Array, a: number[]) => number> = {
  gemmSparse: (wasm, _, [a, lda, transposed, m, k, , n]) => {
    const [rows, width] = transposed ? [k, m] : [m, k]
    return wasm.countZeros!(a!, rows!, width!, lda!) * n!
  },
  conv: (wasm, i32, a) => {
    if (!a.at(-3)) return 0
    const [x, image, row, pixel, height, width, pixels, offsets, runs, length, , n] = a
    let zeros = 0
    for (let line = 0; line < pixels! / width!; line++) {
      const start = x! + Math.floor(line / height!) * image! + (line % height!) * row!
      for (let s = 0; s < runs!; s++)
        zeros += wasm.countZeros!(start + i32[(offsets! >>> 2) + s]!, width!, length!, pixel!)
    }
    return zeros * n!
  },
  convInput: (wasm, _, a) => {
    if (!a.at(-3)) return 0
    const [dy, height, width, channels] = a as [number, number, number, number]
    const images = a.at(-1)! - a.at(-2)!
    return (
      wasm.countZeros!(dy, images, height * width * channels, height * width * channels * 4) *
      a[8]! *
      a[9]! *
      a[10]!
    )
  },
}

/** What the shapes say, and what is left of it where zeros are left out; `i32` is the kernels' memory. */
export function multiplyAdds(
  wasm: Wasm,
  i32: Int32Array,
  kernel: string,
  args: number[],
): { nominal: number; done: number } {
  const nominal = counts[kernel]?.(args) ?? 0
  return { nominal, done: nominal - (skipped[kernel]?.(wasm, i32, args) ?? 0) }
}
