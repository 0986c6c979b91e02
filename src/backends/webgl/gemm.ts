import type { Gpu } from './gpu'
import { type Matrix, panelRows } from './matrix'
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
 *
 * An operand lies in rows, as tensors do, or is copied so that the inner loop reads neighbours (matrix.ts): what a fragment
 * reads then fits the nearest cache, which rows a power of two apart never do. A copy is one fetch and one store a texel;
 * convolutions make one anyway, of the patches.
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
  /** Values of k in one part; a multiple of 8. */
  chunk: number
}

/** C as it lies after the product: row r of the batch in layer r mod rows, tiles below one another. */
export interface Tiles extends GemmShape, GemmPlan {
  scratch: ScratchTexture
  columns4: number
  rowTiles: number
  height: number
}

/**
 * Fewer fragments than this leave a GPU idle, and a processor that stands in for one; a part of k shorter than
 * `shortestPart` is not worth adding up.
 */
const wantedFragments = { gpu: 8192, software: 1024 }
const shortestPart = 128

export function planGemm(
  { mode, batch, m, n, k }: GemmShape,
  rows: GemmPlan['rows'],
  { maxTexture, software }: Pick<Gpu, 'maxTexture' | 'software'>,
): GemmPlan {
  const wanted = wantedFragments[software ? 'software' : 'gpu']
  const tile = mode === 'tn' && rows === 1 ? 4 : rows
  const fragments = batch * Math.ceil(n / 4) * Math.ceil(m / tile)
  const useful = Math.min(Math.ceil(wanted / fragments), Math.floor(k / shortestPart))
  // Walking down a matrix that is higher than a texture needs chunks that fit.
  const needed = mode === 'nt' ? 1 : Math.ceil((batch * k) / maxTexture)
  const splits = Math.max(1, useful, needed)
  const chunk = 8 * Math.ceil(k / splits / 8)
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
  // Values of k in one turn of the inner loop.
  const turn = mode !== 'tn' ? 4 : a.order === 'panels' ? panelRows : 1
  const cut: Cut = {
    folded: folds > 1,
    parts: splits > 1,
    batch: batch > 1,
    a: { order: a.order, shared: a.perLine > 1, chunked: a.chunk > 0 },
    b: { order: b.order, shared: b.perLine > 1, chunked: b.chunk > 0 },
  }
  gpu.run({
    key: `gemm ${mode} ${rows} ${cutKey(cut)}`,
    inputs: [a.texture, b.texture],
    ints: [
      columns4,
      rowTiles,
      batch,
      height,
      chunk / turn,
      Math.ceil(k / turn),
      a.perLine,
      a.columns4,
      strideA,
      b.perLine,
      b.columns4,
      strideB,
    ],
    outputs: scratch,
    width: columns4 * folds,
    height,
    source: () => source(mode, rows, cut),
  })
  return { ...shape, ...plan, scratch, columns4, rowTiles, height }
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i)
const lines = (n: number, line: (i: number) => string) => range(n).map(line).join('\n  ')

/** A loop of k over `steps`, several bodies a turn: the sums stay in registers between them. The rest one by one. */
const unrolled = (times: number, body: () => string) => `
  int k = 0;
  for (; k + ${times} <= steps;) {${range(times)
    .map(() => `${body()} k++;`)
    .join('')}
  }
  for (; k < steps; k++) {${body()}
  }`

/** How an operand lies: several rows on a line, or parts of the rows beside one another. */
interface Lie {
  order: Matrix['order']
  shared: boolean
  chunked: boolean
}

/** What a shader has to care for. Each uniform and each division is long on a software renderer, so the rest is left out. */
interface Cut {
  folded: boolean
  parts: boolean
  batch: boolean
  a: Lie
  b: Lie
}

const flags = (all: Record<string, boolean>): string =>
  Object.keys(all)
    .filter((name) => all[name])
    .join(' ')

const cutKey = ({ a, b, ...rest }: Cut): string =>
  `${flags(rest)}${[a, b].map(({ order, ...lie }) => `, ${order} ${flags(lie)}`).join('')}`

/** How the inner loop reaches an operand: declarations before it, and coordinates inside it. */
interface Reader {
  before: string
  /** Statements at the beginning of a turn. */
  turn: string
  at: (i: number) => string
}

/** A sum in GLSL without the terms that are not there. */
const plus = (...terms: (string | false)[]): string => terms.filter(Boolean).join(' + ') || '0'

/** Rows `row(0)`, `row(1)`, …, four values of k a texel, as they lie. */
function alongRows(
  s: 'a' | 'b',
  count: number,
  row: (i: number) => string,
  at: number,
  { parts, [s]: { shared } }: Cut,
): Reader {
  const first = (i: number) =>
    shared
      ? `
  ivec2 ${s}Row${i} = divide(${row(i)}, u[${at}]);
  vec2 ${s}At${i} = (vec2(${plus(`${s}Row${i}.y * u[${at + 1}]`, parts && 'k0')}, ${s}Row${i}.x) + .5) * ${s}Step;`
      : `vec2 ${s}At${i} = (vec2(${parts ? 'k0' : '0'}, ${row(i)}) + .5) * ${s}Step;`
  return {
    before: `${lines(count, first)} float ${s}U;`,
    turn: `${s}U = float(k) * ${s}Step.x;`,
    at: (i) => `${s}At${i}.x + ${s}U, ${s}At${i}.y`,
  }
}

/** Down the rows from k on, the texel column fixed; `per` rows a turn. */
function downRows(
  s: 'a' | 'b',
  column: string,
  per: number,
  at: number,
  { parts, batch, [s]: { chunked } }: Cut,
): Reader {
  const x = plus(column, parts && chunked && `part * u[${at + 1}]`)
  const y = plus(batch && `batch * u[${at + 2}]`, parts && !chunked && `k0 * ${per}`)
  return {
    before: `vec2 ${s}Top = (vec2(${x}, ${y}) + .5) * ${s}Step; float ${s}V;`,
    turn: `${s}V = ${s}Top.y + float(${per} * k) * ${s}Step.y;`,
    at: (i) => `${s}Top.x, ${s}V${i ? ` + ${i}. * ${s}Step.y` : ''}`,
  }
}

/** The same column where its texels are neighbours on a line. */
function columnLine(s: 'b', column: string, per: number, at: number, { parts }: Cut): Reader {
  return {
    before: `vec2 ${s}Left = (vec2(0., ${plus(column, parts && `part * u[${at + 1}]`)}) + .5) * ${s}Step; float ${s}U;`,
    turn: `${s}U = ${s}Left.x + float(${per} * k) * ${s}Step.x;`,
    at: (i) => `${s}U${i ? ` + ${i}. * ${s}Step.x` : ''}, ${s}Left.y`,
  }
}

/** Rows of a tile from their panel: neighbours on its line. */
function panelLine(rows: number, { parts }: Cut): Reader {
  const whole = rows === panelRows
  const x = plus(!whole && `(tile * ${rows} & ${panelRows - 1})`, parts && `${panelRows} * k0`)
  const y = whole ? 'tile' : `tile * ${rows} >> ${Math.log2(panelRows)}`
  return {
    before: `vec2 aLeft = (vec2(${x}, ${y}) + .5) * aStep; float aU;`,
    turn: `aU = aLeft.x + float(${panelRows} * k) * aStep.x;`,
    at: (i) => `aU${i ? ` + ${i}. * aStep.x` : ''}, aLeft.y`,
  }
}

/** A panel's rows as values of k: `at(8 g + i)` is row i of the tile's g-th texel column; a turn is a panel. */
function panelColumns(texels: number, { parts }: Cut): Reader {
  return {
    before: `vec2 aTop = (vec2(tile * ${texels * panelRows}, ${parts ? 'k0' : '0'}) + .5) * aStep; float aV;`,
    turn: 'aV = aTop.y + float(k) * aStep.y;',
    at: (i) => `aTop.x${i ? ` + ${i}. * aStep.x` : ''}, aV`,
  }
}

/** Which tile of C, of which member of the batch, from which part of k. */
function place({ folded, parts, batch }: Cut): string {
  const steps = parts
    ? `part = ${batch ? 'p.x' : 'q.x'}, k0 = part * u[4], steps = min(u[4], u[5] - k0)`
    : 'steps = u[5]'
  const [c, line] = folded
    ? ['x.y', 'x.x * u[3] + int(gl_FragCoord.y)']
    : ['int(gl_FragCoord.x)', 'int(gl_FragCoord.y)']
  return `${folded ? 'ivec2 x = divide(int(gl_FragCoord.x), u[0]);' : ''}
  ${parts || batch ? `ivec2 q = divide(${line}, u[1]);` : ''}${parts && batch ? ' ivec2 p = divide(q.x, u[2]);' : ''}
  int c = ${c}, tile = ${parts || batch ? 'q.y' : line}${batch ? `, batch = ${parts ? 'p.y' : 'q.x'}` : ''}, ${steps};`
}

function source(mode: GemmMode, rows: number, cut: Cut): string {
  const { order: orderA } = cut.a
  const { order: orderB } = cut.b
  // `texture` on normalised coordinates: no bounds check, which texelFetch pays for.
  const begin = `
void main() {
  ${place(cut)}
  vec2 aStep = 1. / vec2(textureSize(A, 0)), bStep = 1. / vec2(textureSize(B, 0));
  ${lines(rows, (i) => `vec4 s${i} = vec4(0.);`)}
  vec4 a, b, b0, b1, b2, b3;`
  const end = `${lines(rows, (i) => `o${i} = s${i};`)}\n}`
  const loop = (a: Reader, b: Reader, times: number, body: string) => `${begin}
  ${a.before}
  ${b.before}
  ${unrolled(times, () => `\n    ${a.turn} ${b.turn}\n    ${body}`)}
  ${end}`

  if (mode === 'tn') {
    const texels = rows / 4
    const panels = orderA === 'panels'
    const per = panels ? panelRows : 1
    const a = panels ? panelColumns(texels, cut) : downRows('a', `tile * ${texels}`, 1, 6, cut)
    const b = orderB === 'columns' ? columnLine('b', 'c', per, 9, cut) : downRows('b', 'c', per, 9, cut)
    // Neighbouring texel columns of a row lie beside one another, those of a panel a panel's rows apart.
    const aAt = (g: number, i: number) =>
      panels ? a.at(panelRows * g + i) : a.at(0).replace('aTop.x', `aTop.x + ${g}. * aStep.x`)
    const body = lines(
      per,
      (i) => `b = texture(B, vec2(${b.at(i)}));
    ${lines(
      texels,
      (g) => `a = texture(A, vec2(${aAt(g, i)}));
    s${4 * g} += a.x * b; s${4 * g + 1} += a.y * b; s${4 * g + 2} += a.z * b; s${4 * g + 3} += a.w * b;`,
    )}`,
    )
    return loop(a, b, panels ? 1 : 4, body)
  }
  const row = (stride: number, first: string) => (i: number) =>
    plus(cut.batch && `batch * u[${stride}]`, first, i > 0 && `${i}`)
  const a =
    orderA === 'panels' ? panelLine(rows, cut) : alongRows('a', rows, row(8, `tile * ${rows}`), 6, cut)
  const b =
    mode === 'nt'
      ? alongRows('b', 4, row(11, '4 * c'), 9, cut)
      : orderB === 'columns'
        ? columnLine('b', 'c', 4, 9, cut)
        : downRows('b', 'c', 4, 9, cut)
  const sum =
    mode === 'nn'
      ? 'a.x * b0 + a.y * b1 + a.z * b2 + a.w * b3'
      : 'vec4(dot(a, b0), dot(a, b1), dot(a, b2), dot(a, b3))'
  const body = `${lines(4, (i) => `b${i} = texture(B, vec2(${b.at(i)}));`)}
    ${lines(rows, (i) => `a = texture(A, vec2(${a.at(i)})); s${i} += ${sum};`)}`
  return loop(a, b, 2, body)
}

/**
 * GLSL that reads C's texel: `tileAt(row, c)`, the parts of k added up. Needs `tileInts` at `u[offset]`; the name ends in the
 * sampler's where that is not T.
 */
export const tileSource = (t: Tiles, offset: number, sampler: 'T' | 'U' = 'T') => {
  const u = (i: number) => `u[${offset + i}]`
  const line = `${t.splits > 1 ? `part * ${u(4)} + ` : ''}${t.batch > 1 ? `batch.x * ${u(3)} + ` : ''}(m >> ${u(1)})`
  return `
vec4 tileAt${sampler === 'T' ? '' : sampler}(int row, int c) {
  ${t.batch > 1 ? `ivec2 batch = divide(row, ${u(0)}); int m = batch.y;` : 'int m = row;'}
  int layer = m & ((1 << ${u(1)}) - 1);
  ${t.splits > 1 ? `vec4 sum = vec4(0.);\n  for (int part = 0; part < ${u(2)}; part++) {` : ''}
  ${folds(t) > 1 ? `ivec2 fold = divide(${line}, ${u(5)});` : ''}
  ${t.splits > 1 ? 'sum +=' : 'return'} texelFetch(${sampler}, ivec3(${folds(t) > 1 ? `fold.x * ${u(6)} + c, fold.y` : `c, ${line}`}, layer), 0);
  ${t.splits > 1 ? '}\n  return sum;' : ''}
}`
}

/** Row r lies at line ⌊r / rows⌋ of layer r mod rows. */
export const isPlain = (t: Tiles): boolean => t.batch === 1 && t.splits === 1 && folds(t) === 1

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
