import type { TensorInfo } from '@tensorflow/tfjs-core'
import { fusedActivations } from './activations'
import type { GemmShape } from './gemm'
import type { Gpu } from './gpu'
import { type Flat, makeFlat } from './layout'
import { fewColumns, fewRows } from './thin-transposed'
import type { Epilogue } from './untile'

/**
 * Products too thin for register tiles: a k of a few values (the first layer of a network on points, the gradient through a
 * last layer of one output), one or two columns (that last layer itself), or two or three rows
 * (the gradient of that first layer). One pass that writes the result where it belongs,
 * bias and activation included, in place of copies of the operands, the product and the untiling. Each texel of the result
 * fetches for itself, 2 multiply-adds a fetch; there is so little to do that the draws are what counts.
 */
export function isThin({ mode, batch, m, n, k }: GemmShape): boolean {
  if (batch !== 1) return false
  if (n % 4 === 0 && (k <= 4 || (mode === 'tn' && m <= 3 && k <= 1024))) return true
  return n <= 2 && (mode === 'tn' ? m % 4 === 0 && k <= 1024 : k % 4 === 0)
}

export function thinProduct(
  gpu: Gpu,
  shape: GemmShape,
  a: Flat,
  b: Flat,
  outShape: number[],
  epilogue: Epilogue,
): TensorInfo {
  const out = makeFlat(gpu, outShape)
  drawThin(gpu, shape, a, b, out.flat, epilogue)
  return out.info
}

/** Whether an elementwise kernel may compute the product by itself where it needs it: the gradient through a last layer. */
export const isGlance = ({ mode, n, k }: GemmShape): boolean => mode === 'nt' && k <= 2 && n % 4 === 0

/** The same into a texture that is there. */
export function drawThin(
  gpu: Gpu,
  shape: GemmShape,
  a: Flat,
  b: Flat,
  out: Flat,
  { bias, activation = 'linear', leakyreluAlpha = 0 }: Epilogue = {},
): void {
  const { mode, m, n, k } = shape
  const { width, height } = out
  const kind = n % 4 !== 0 ? `n${n}` : k <= 4 ? `k${k}` : 'rows'
  // Where rows of the result and of B are lines of their textures, no place is computed.
  const lines =
    n % 4 === 0
      ? width === n / 4 && (mode === 'nt' || b.width === n / 4)
      : a.width === (mode === 'tn' ? m : k) / 4
  // Several k lie in one texel where k fills texels.
  const whole = mode === 'tn' ? k % 4 : 0
  gpu.run({
    key: `thin ${mode} ${kind} ${kind === 'rows' ? m : ''} ${whole} ${lines ? 'lines' : ''} ${bias ? 'bias' : ''} ${activation}`,
    inputs: bias ? [a.texture, b.texture, bias.texture] : [a.texture, b.texture],
    ints: [width, a.width, b.width, bias?.width ?? 1, m, n, k],
    floats: [leakyreluAlpha],
    outputs: [out.texture],
    width,
    height,
    source: () => `
void main() {
  int t = int(gl_FragCoord.y) * u[0] + int(gl_FragCoord.x);
  vec4 x = vec4(0.);
  ${kind === 'rows' ? fewRows(m, k, placeOf(lines), (row) => rowOfB(row, lines)) : kind[0] === 'k' ? shortSums(shape, lines) : columns(shape, lines)}
  ${bias ? addBias(kind) : ''}
  o0 = ${fusedActivations[activation]};
}`,
  })
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

const placeOf = (lines: boolean) =>
  lines
    ? 'int r = int(gl_FragCoord.y), c = int(gl_FragCoord.x);'
    : `ivec2 at = divide(t, u[5] >> 2);
  int r = min(at.x, u[4] - 1), c = at.y;`

const rowOfB = (k: number | string, lines: boolean) =>
  lines ? `texelFetch(B, ivec2(c, ${k}), 0)` : `texelAt(B, (${k}) * (u[5] >> 2) + c, u[2])`

/** C[r, 4c … 4c + 3] with every step of k written out. */
function shortSums({ mode, k }: GemmShape, lines: boolean): string {
  const place = placeOf(lines)
  // Rows of B that fill texels, alone or in pairs, are fetched whole.
  if (mode === 'nt' && k === 4)
    return `${place}
  vec4 a = texelAt(A, r, u[1]);
  x = vec4(${range(4).map((i) => `dot(a, texelAt(B, 4 * c + ${i}, u[2]))`)});`
  if (mode === 'nt' && k === 2)
    return `${place}
  vec4 p = texelAt(B, 2 * c, u[2]), q = texelAt(B, 2 * c + 1, u[2]), pair = texelAt(A, r >> 1, u[1]);
  vec2 a = (r & 1) == 0 ? pair.xy : pair.zw;
  x = a.x * vec4(p.xz, q.xz) + a.y * vec4(p.yw, q.yw);`
  if (mode === 'nt' && k === 1)
    return `${place}
  x = valueAt(A, r, u[1]) * texelAt(B, c, u[2]);`
  const one = (kk: number) => {
    const a = `valueAt(A, ${mode === 'tn' ? `${kk} * u[4] + r` : `r * ${k} + ${kk}`}, u[1])`
    const b =
      mode === 'nt'
        ? `vec4(${range(4).map((i) => `valueAt(B, (4 * c + ${i}) * ${k} + ${kk}, u[2])`)})`
        : rowOfB(kk, lines)
    return `x += ${a} * ${b};`
  }
  // So are rows of A.
  if (mode === 'nn' && k === 2)
    return `${place}
  vec4 pair = texelAt(A, r >> 1, u[1]);
  vec2 a = (r & 1) == 0 ? pair.xy : pair.zw;
  x = a.x * ${rowOfB(0, lines)} + a.y * ${rowOfB(1, lines)};`
  return `${place}
  ${range(k).map(one).join('\n  ')}`
}

/** Four values of C: the rows 4t … of one column, or the rows 2t, 2t + 1 of two. */
function columns({ mode, n, k }: GemmShape, lines: boolean): string {
  if (mode === 'tn') return fewColumns(n as 1 | 2, k, lines)
  const rows = 4 / n
  const row = (i: number) => {
    const at = `min(${rows} * t + ${i}, u[4] - 1)`
    return lines ? `texelFetch(A, ivec2(k, ${at}), 0)` : `texelAt(A, ${at} * (u[6] >> 2) + k, u[1])`
  }
  if (n === 1)
    return `for (int k = 0; k < u[6] >> 2; k++) {
    vec4 b = texelAt(B, k, u[2]);
    x += vec4(${range(4).map((i) => `dot(${row(i)}, b)`)});
  }`
  const pair =
    mode === 'nt'
      ? 'vec4 b = texelAt(B, k, u[2]), d = texelAt(B, k + (u[6] >> 2), u[2]);'
      : 'vec4 p = texelAt(B, 2 * k, u[2]), q = texelAt(B, 2 * k + 1, u[2]), b = vec4(p.xz, q.xz), d = vec4(p.yw, q.yw);'
  return `for (int k = 0; k < u[6] >> 2; k++) {
    ${pair}
    vec4 a0 = ${row(0)}, a1 = ${row(1)};
    x += vec4(dot(a0, b), dot(a0, d), dot(a1, b), dot(a1, d));
  }`
}

const addBias = (kind: string): string => {
  if (kind[0] !== 'n') return 'x += texelAt(C, c, u[3]);'
  return kind === 'n1' ? 'x += vec4(texelFetch(C, ivec2(0), 0).x);' : 'x += texelFetch(C, ivec2(0), 0).xyxy;'
}
