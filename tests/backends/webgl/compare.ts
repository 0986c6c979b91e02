import { engine, type NamedAttrMap, setBackend, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import type * as fc from 'fast-check'

/** A test that runs in the page; it throws where it fails. */
export type Check = () => void | Promise<void>

/** Fixed, so that a failure is the same failure tomorrow. */
export const runs = (numRuns: number): fc.Parameters<unknown> => ({ numRuns, seed: 20_260 })

/** Values in (−1, 1) from a seed, the same on both backends. */
export function values(seed: number, size: number): Float32Array {
  let state = seed | 1
  return Float32Array.from({ length: size }, () => {
    state = Math.imul(state, 1_664_525) + 1_013_904_223
    return (state >>> 8) / 2 ** 23 - 1
  })
}

export const sizeOf = (shape: number[]): number => shape.reduce((n, d) => n * d, 1)

export interface Comparison {
  shapes: number[][]
  compute: (...inputs: Tensor[]) => Tensor | Tensor[]
  seed?: number
  /** Error allowed relative to the largest value: 1e-4, or what float32's accumulation over many terms explains. */
  tolerance?: number
  map?: (x: number) => number
}

/** Computes on tfjs's cpu backend and on WebGL with our kernels; throws where they differ. */
export async function sameAsCpu(name: string, comparison: Comparison): Promise<void> {
  const { shapes, compute, seed = 1, tolerance = 1e-4, map = (x) => x } = comparison
  const data = shapes.map((shape, i) => values(seed + 7919 * i, sizeOf(shape)).map(map))
  const on = async (backend: string) => {
    await setBackend(backend)
    const before = engine().memory().numTensors
    const inputs = data.map((d, i) => tensor(d, shapes[i]))
    const outputs = [tidy(() => compute(...inputs))].flat()
    const results = await Promise.all(
      outputs.map(async (t) => ({ shape: t.shape, dtype: t.dtype, data: Array.from(await t.data()) })),
    )
    for (const t of [...inputs, ...outputs]) t.dispose()
    const leaked = engine().memory().numTensors - before
    if (leaked !== 0) throw new Error(`${name}: ${leaked} tensors leaked on ${backend}`)
    return results
  }
  const expected = await on('cpu')
  const actual = await on('webgl')
  expected.forEach((e, i) => {
    const a = actual[i]!
    const what = `${name} ${JSON.stringify(shapes)}`
    if (String(a.shape) !== String(e.shape)) throw new Error(`${what}: shape ${a.shape}, expected ${e.shape}`)
    if (a.dtype !== e.dtype) throw new Error(`${what}: dtype ${a.dtype}, expected ${e.dtype}`)
    const scale = e.data.reduce((m, v) => Math.max(m, Math.abs(v)), 1e-3)
    e.data.forEach((v, j) => {
      const error = Math.abs(v - a.data[j]!)
      if (!(error <= tolerance * scale)) throw new Error(`${what}: value ${j} is ${a.data[j]}, expected ${v}`)
    })
  })
}

export const kernel = (name: string, inputs: Record<string, Tensor>, attrs: object): Tensor =>
  engine().runKernel(name, inputs, attrs as NamedAttrMap) as Tensor
