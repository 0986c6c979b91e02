/**
 * Thin products with a transposed A, the weight gradients of a first layer on points and of a last one of one or two outputs:
 * C[r, c] = Σ_k A[k, r] B[k, c], k of some hundreds. GLSL that adds to `x`; u[4] is m, u[5] n, u[6] k. Each texel that holds
 * several k is fetched once for all of them, and walked to instead of computed.
 */

/** Texel `at` of a texture, and on to the next one. */
const walk = (sampler: 'A' | 'B', at: string, width: string) =>
  `texelFetch(${sampler}, ${at}, 0); if (++${at}.x == ${width}) ${at} = ivec2(0, ${at}.y + 1);`

/** Two or three rows of C, one of them a fragment's: A's columns. `b(k)`: texel c of B's row k. */
export function fewRows(m: number, k: number, place: string, b: (k: string) => string): string {
  if (m !== 2 || k % 2 !== 0)
    return `${place}
  for (int k = 0; k < u[6]; k++) x += valueAt(A, k * u[4] + r, u[1]) * ${b('k')};`
  return `${place}
  ivec2 a = ivec2(0);
  for (int k = 0; k < u[6]; k += 2) {
    vec4 two = ${walk('A', 'a', 'u[1]')}
    vec2 pair = r == 0 ? two.xz : two.yw;
    x += pair.x * ${b('k')} + pair.y * ${b('k + 1')};
  }`
}

/** One or two columns of C: A's texel holds four rows of it, `lines` where a row of A is a line of its texture. */
export function fewColumns(n: 1 | 2, k: number, lines: boolean): string {
  const index = n === 1 ? 't' : 't >> 1'
  const a = (k: string) =>
    lines ? `texelFetch(A, ivec2(c, ${k}), 0)` : `texelAt(A, (${k}) * (u[4] >> 2) + c, u[1])`
  const begin = `int c = min(${index}, (u[4] >> 2) - 1);`
  const rows = (k: string, pair: string) => {
    const four = a(k)
    return n === 1
      ? `x += ${four} * ${pair};`
      : `four = ${four}; x += (odd ? four.zzww : four.xxyy) * ${pair}.xyxy;`
  }
  const per = 4 / n
  if (k % per !== 0)
    return `${begin}
  bool odd = (t & 1) == 1;
  for (int k = 0; k < u[6]; k++) {
    vec4 four;
    ${rows('k', n === 1 ? 'valueAt(B, k, u[2])' : 'vec2(valueAt(B, 2 * k, u[2]), valueAt(B, 2 * k + 1, u[2]))')}
  }`
  const parts = n === 1 ? ['b.x', 'b.y', 'b.z', 'b.w'] : ['b.xy', 'b.zw']
  return `${begin}
  bool odd = (t & 1) == 1;
  ivec2 at = ivec2(0);
  for (int k = 0; k < u[6]; k += ${per}) {
    vec4 four, b = ${walk('B', 'at', 'u[2]')}
    ${parts.map((part, i) => rows(`k + ${i}`, part)).join('\n    ')}
  }`
}
