import type { Gpu } from './gpu'
import type { Matrix } from './matrix'
import type { ScratchTexture } from './scratch'

/**
 * The matrix product C = A B with a register tile: one fragment holds R rows × 4 columns of C, R render targets of RGBA.
 *
 * For four steps of k it fetches R texels of A and 4 of B and does 16 R multiply-adds: 10.7 a fetch for R = 8, against
 * 3.2 for one target and 2 in tfjs's 2×2 blocks. In bytes, 0.67 multiply-adds per byte fetched from the cache, 5 times
 * those of R = 1, so a GPU that is bound by its texture units gains what a software renderer gains.
 *
 * `nn`: A [m, k], B [k, n];  `nt`: A [m, k], B [n, k];  `tn`: A [k, m], B [k, n] (a texel of A holds four rows of C).
 * A long k is split over `splits` fragments whose partial sums the reader of the tiles adds up.
 */
export type GemmMode = 'nn' | 'nt' | 'tn'

export interface GemmShape {
  mode: GemmMode
  batch: number
  m: number
  n: number
  k: number
}

/** How the work is cut: rows of C in a fragment, parts of k, and k's steps in a part. */
export interface GemmPlan {
  rows: 8 | 4 | 1
  splits: number
  /** Values of k in one part; a multiple of 4. */
  chunk: number
}

/** C as it lies after the product: row r of the batch in layer r mod rows, tiles below one another. */
export interface Tiles extends GemmShape, GemmPlan {
  scratch: ScratchTexture
  columns4: number
  rowTiles: number
  height: number
}

/** Fewer fragments than this leave a GPU idle; a part of k shorter than the other is not worth its second pass. */
const wantedFragments = 8192
const shortestPart = 128

export function planGemm(
  { mode, batch, m, n, k }: GemmShape,
  rows: GemmPlan['rows'],
  maxTexture: number,
): GemmPlan {
  const tile = mode === 'tn' && rows === 1 ? 4 : rows
  const fragments = batch * Math.ceil(n / 4) * Math.ceil(m / tile)
  const useful = Math.min(Math.ceil(wantedFragments / fragments), Math.floor(k / shortestPart))
  // Walking down a matrix that is higher than a texture needs chunks that fit.
  const needed = mode === 'nt' ? 1 : Math.ceil((batch * k) / maxTexture)
  const splits = Math.max(1, useful, needed)
  const chunk = 4 * Math.ceil(k / splits / 4)
  return { rows: tile, splits: Math.ceil(k / chunk), chunk }
}

/** `strideA`, `strideB`: rows from one batch member to the next, 0 where a matrix serves them all. */
export function gemm(
  gpu: Gpu,
  shape: GemmShape,
  plan: GemmPlan,
  a: Matrix,
  b: Matrix,
  strideA = 0,
  strideB = 0,
): Tiles {
  const { mode, batch, m, n, k } = shape
  const { rows, splits, chunk } = plan
  const columns4 = Math.ceil(n / 4)
  const rowTiles = Math.ceil(m / rows)
  const lines = splits * batch * rowTiles
  const folds = Math.ceil(lines / gpu.maxTexture)
  const height = Math.ceil(lines / folds)
  const scratch = gpu.scratch.acquire(columns4 * folds, height, rows)
  const per = mode === 'tn' ? 1 : 4
  gpu.run({
    key: `gemm ${mode} ${rows}`,
    inputs: [a.texture, b.texture],
    ints: [
      columns4,
      rowTiles,
      batch,
      height,
      chunk / per,
      Math.ceil(k / per),
      a.perLine,
      a.columns4,
      strideA,
      b.perLine,
      b.columns4,
      strideB,
      a.chunk > 0 ? 1 : 0,
      b.chunk > 0 ? 1 : 0,
    ],
    outputs: scratch,
    width: scratch.width,
    height,
    source: () => source(mode, rows),
  })
  return { ...shape, ...plan, scratch, columns4, rowTiles, height }
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i)

/** A loop of k over `steps`, several bodies a turn: the sums stay in registers between them. The rest one by one. */
const unrolled = (times: number, body: () => string, variables: string) => `${variables}
  int k = 0;
  for (; k + ${times} <= steps;) {${range(times)
    .map(() => `${body()} k++;`)
    .join('')}
  }
  for (; k < steps; k++) {${body()}
  }`

function source(mode: GemmMode, rows: number): string {
  const each = (line: (i: number) => string, count = rows) => range(count).map(line).join('\n  ')
  // `texture` on normalised coordinates: no bounds check, which texelFetch pays for.
  const along = (name: 'a' | 'b', row: string, i: number, at: number) => `
  ivec2 ${name}Row${i} = divide(${row}, u[${at}]);
  vec2 ${name}At${i} = (vec2(${name}Row${i}.y * u[${at + 1}] + k0, ${name}Row${i}.x) + .5) * ${name}Step;`
  const down = (name: 'a' | 'b', column: string, at: number, per: number) =>
    `vec2 ${name}Top = vec2(${column} + u[${name === 'a' ? 12 : 13}] * part * u[${at + 1}], batch * u[${at + 2}] + (1 - u[${name === 'a' ? 12 : 13}]) * k0 * ${per}) + .5;`
  const start = `
void main() {
  ivec2 x = divide(int(gl_FragCoord.x), u[0]), q = divide(x.x * u[3] + int(gl_FragCoord.y), u[1]), p = divide(q.x, u[2]);
  int c = x.y, tile = q.y, batch = p.y, part = p.x, k0 = part * u[4], steps = min(u[4], u[5] - k0);
  vec2 aStep = 1. / vec2(textureSize(A, 0)), bStep = 1. / vec2(textureSize(B, 0));
  ${each((i) => `vec4 s${i} = vec4(0.);`)}`
  const end = `${each((i) => `o${i} = s${i};`)}\n}`
  if (mode === 'tn') {
    return `${start}
  ${down('a', `tile * ${rows / 4}`, 6, 1)}
  ${down('b', 'c', 9, 1)}
  aTop *= aStep;
  bTop *= bStep;
  vec4 a, b;
  ${unrolled(
    4,
    () => `
    fk = float(k); va = aTop.y + fk * aStep.y;
    b = texture(B, vec2(bTop.x, bTop.y + fk * bStep.y));
    ${range(rows / 4)
      .map(
        (g) => `a = texture(A, vec2(aTop.x + ${g}. * aStep.x, va));
    s${4 * g} += a.x * b; s${4 * g + 1} += a.y * b; s${4 * g + 2} += a.z * b; s${4 * g + 3} += a.w * b;`,
      )
      .join('\n    ')}`,
    'float fk, va;',
  )}
  ${end}`
  }
  const rowsOfA = each((i) => along('a', `batch * u[8] + tile * ${rows} + ${i}`, i, 6))
  const accumulate = each(
    (i) =>
      `a = texture(A, vec2(aAt${i}.x + ua, aAt${i}.y)); ` +
      (mode === 'nn'
        ? `s${i} += a.x * b0 + a.y * b1 + a.z * b2 + a.w * b3;`
        : `s${i} += vec4(dot(a, b0), dot(a, b1), dot(a, b2), dot(a, b3));`),
  )
  if (mode === 'nn') {
    return `${start}
  ${rowsOfA}
  ${down('b', 'c', 9, 4)}
  bTop *= bStep;
  ${unrolled(
    2,
    () => `
    ua = float(k) * aStep.x; v = bTop.y + float(4 * k) * bStep.y;
    b0 = texture(B, vec2(bTop.x, v)); b1 = texture(B, vec2(bTop.x, v + bStep.y));
    b2 = texture(B, vec2(bTop.x, v + 2. * bStep.y)); b3 = texture(B, vec2(bTop.x, v + 3. * bStep.y));
    ${accumulate}`,
    'float ua, v; vec4 a, b0, b1, b2, b3;',
  )}
  ${end}`
  }
  return `${start}
  ${rowsOfA}
  ${each((i) => along('b', `batch * u[11] + 4 * c + ${i}`, i, 9), 4)}
  ${unrolled(
    2,
    () => `
    ua = float(k) * aStep.x; ub = float(k) * bStep.x;
    ${range(4)
      .map((i) => `b${i} = texture(B, vec2(bAt${i}.x + ub, bAt${i}.y));`)
      .join(' ')}
    ${accumulate}`,
    'float ua, ub; vec4 a, b0, b1, b2, b3;',
  )}
  ${end}`
}

/** GLSL that reads C's texel: `tileAt(row, c)`, the parts of k added up. Needs `tileInts` at `u[offset]`. */
export const tileSource = (t: Tiles, offset: number) => {
  const u = (i: number) => `u[${offset + i}]`
  const line = `${t.splits > 1 ? `part * ${u(4)} + ` : ''}${t.batch > 1 ? `batch.x * ${u(3)} + ` : ''}(m >> ${u(1)})`
  return `
vec4 tileAt(int row, int c) {
  ${t.batch > 1 ? `ivec2 batch = divide(row, ${u(0)}); int m = batch.y;` : 'int m = row;'}
  int layer = m & ((1 << ${u(1)}) - 1);
  ${t.splits > 1 ? `vec4 sum = vec4(0.);\n  for (int part = 0; part < ${u(2)}; part++) {` : ''}
  ${folds(t) > 1 ? `ivec2 fold = divide(${line}, ${u(5)});` : ''}
  ${t.splits > 1 ? 'sum +=' : 'return'} texelFetch(T, ivec3(${folds(t) > 1 ? `fold.x * ${u(6)} + c, fold.y` : `c, ${line}`}, layer), 0);
  ${t.splits > 1 ? '}\n  return sum;' : ''}
}`
}

const folds = (t: Tiles): number => t.scratch.width / t.columns4

/** Names the variant of `tileSource`. */
export const tileKey = (t: Tiles): string =>
  `${t.batch > 1 ? 'batch' : ''} ${t.splits > 1 ? 'parts' : ''} ${folds(t) > 1 ? 'folded' : ''}`

export const tileInts = (t: Tiles): number[] => [
  t.m,
  Math.log2(t.rows),
  t.splits,
  t.rowTiles,
  t.batch * t.rowTiles,
  t.height,
  t.columns4,
]
