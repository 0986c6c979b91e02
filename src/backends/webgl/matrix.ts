import type { TensorInfo } from '@tensorflow/tfjs-core'
import { type Gpu, largestInFloats } from './gpu'
import { type Flat, makeFlat } from './layout'

/**
 * A matrix [rows, columns] whose rows are padded to whole texels, as the product's inner loop reads it.
 *
 * `rows`: row r lies at line ⌊r / perLine⌋, column (r mod perLine) · columns4; or, in chunks of `chunk` rows, at line
 * r mod chunk, column ⌊r / chunk⌋ · columns4: then a loop down the rows of one chunk walks down the texture.
 * `columns`: texel c of row r at line ⌊r / chunk⌋ · columns4 + c, column r mod chunk: a walk down the rows is one along a line.
 * `panels`: texel c of row r at line ⌊r / 8⌋, column 8 c + r mod 8: the rows of a register tile side by side. Rows that fill
 * the last panel up are zero.
 */
export interface Matrix {
  texture: WebGLTexture
  order: 'rows' | 'columns' | 'panels'
  columns4: number
  perLine: number
  chunk: number
}

export const panelRows = 8

/** Whether the inner loop walks along a row (four values a fetch) or down the rows. */
export type Walk = 'along' | 'down'

/**
 * Views a flat tensor as a matrix; where its rows do not lie as the walk needs them it is copied, one fetch a texel
 * (four where a row ends inside a texel, or when transposing).
 */
export function withMatrix<R>(
  gpu: Gpu,
  flat: Flat,
  { rows, columns, walk, chunk = rows, transpose = false, order = 'rows' }: MatrixRequest,
  use: (matrix: Matrix) => R,
): R {
  const columns4 = Math.ceil(columns / 4)
  const whole = columns % 4 === 0 && !transpose
  if (order === 'columns') return withColumns(gpu, flat, { rows, columns, chunk, transpose }, use)
  if (whole && walk === 'along' && flat.width % columns4 === 0)
    return use({ texture: flat.texture, order: 'rows', columns4, perLine: flat.width / columns4, chunk: 0 })
  if (whole && walk === 'down' && flat.width === columns4)
    return use({ texture: flat.texture, order: 'rows', columns4, perLine: 1, chunk: 0 })
  const chunked = walk === 'down' && rows > gpu.maxTexture
  const perLine = walk === 'along' ? Math.ceil(rows / gpu.maxTexture) : 1
  const layout = chunked
    ? { width: columns4 * Math.ceil(rows / chunk), height: chunk }
    : { width: columns4 * perLine, height: Math.ceil(rows / perLine) }
  const copy = makeFlat(gpu, [rows, 4 * columns4], 'float32', layout)
  draw(gpu, flat, copy.flat, { whole, transpose, inColumns: false }, [
    columns4,
    rows,
    columns,
    perLine,
    chunked ? chunk : 0,
  ])
  return release(
    gpu,
    copy.info,
    use({ texture: copy.flat.texture, order: 'rows', columns4, perLine, chunk: chunked ? chunk : 0 }),
  )
}

/** A copy in the order `columns`. */
function withColumns<R>(
  gpu: Gpu,
  flat: Flat,
  {
    rows,
    columns,
    chunk,
    transpose,
  }: Required<Pick<MatrixRequest, 'rows' | 'columns' | 'chunk' | 'transpose'>>,
  use: (matrix: Matrix) => R,
): R {
  const columns4 = Math.ceil(columns / 4)
  const whole = columns % 4 === 0 && !transpose
  const layout = { width: chunk, height: columns4 * Math.ceil(rows / chunk) }
  const copy = makeFlat(gpu, [4 * layout.width * layout.height], 'float32', layout)
  draw(gpu, flat, copy.flat, { whole, transpose, inColumns: true }, [columns4, rows, columns, chunk])
  return release(
    gpu,
    copy.info,
    use({ texture: copy.flat.texture, order: 'columns', columns4, perLine: 1, chunk }),
  )
}

export interface MatrixRequest {
  rows: number
  columns: number
  walk: Walk
  /** Rows that one fragment walks down when K is split. */
  chunk?: number
  /** The tensor holds [columns, rows]. */
  transpose?: boolean
  /** `columns` always copies. */
  order?: 'rows' | 'columns'
}

function release<R>(gpu: Gpu, info: TensorInfo, result: R): R {
  gpu.backend.disposeIntermediateTensorInfo(info)
  return result
}

/** Copies a flat tensor; `ints`: texel columns, rows, columns, and where the order puts them. */
function draw(
  gpu: Gpu,
  from: Flat,
  to: Flat,
  { whole, transpose, inColumns }: { whole: boolean; transpose: boolean; inColumns: boolean },
  ints: [columns4: number, ...number[]],
): void {
  const quick = whole && to.width * to.height < largestInFloats
  gpu.run({
    key: `${inColumns ? 'columns' : 'matrix'}${whole ? ' whole' : ''}${quick ? ' quick' : ''}${transpose ? ' transpose' : ''}`,
    inputs: [from.texture],
    ints: [from.width, ...ints],
    floats: [1 / ints[0], 1 / from.width, 1 / from.height],
    outputs: [to.texture],
    width: to.width,
    height: to.height,
    source: () => (quick ? quickSource(inColumns) : copySource(whole, transpose, inColumns)),
  })
}

/** A copy of whole texels, fewer than floats count to (whole.ts). */
const quickSource = (columns: boolean) => `
void main() {
  vec2 to = floor(gl_FragCoord.xy);
  float columns = float(u[1]);
  vec2 q = splitFloat(${columns ? 'to.y' : 'to.x'}, columns, f[0]);
  float r = ${columns ? 'q.x * float(u[4]) + to.x' : 'u[5] > 0 ? q.x * float(u[5]) + to.y : to.y * float(u[4]) + q.x'};
  vec2 from = splitFloat(r * columns + q.y, float(u[0]), f[1]);
  vec4 texel = texture(A, (from.yx + .5) * vec2(f[1], f[2]));
  o0 = r < float(u[2]) ? texel : vec4(0.);
}`

const copySource = (whole: boolean, transpose: boolean, columns: boolean) => `
float at(int r, int c) {
  if (c >= u[3] || r >= u[2]) return 0.;
  return valueAt(A, ${transpose ? 'c * u[2] + r' : 'r * u[3] + c'}, u[0]);
}
void main() {
  ivec2 at0 = ivec2(gl_FragCoord.xy);
  ${
    columns
      ? `ivec2 q = divide(at0.y, u[1]);
  int r = q.x * u[4] + at0.x, c = q.y;`
      : `ivec2 q = divide(at0.x, u[1]);
  int r = u[5] > 0 ? q.x * u[5] + at0.y : at0.y * u[4] + q.x, c = q.y;`
  }
  ${
    whole
      ? 'o0 = r < u[2] ? texelAt(A, r * u[1] + c, u[0]) : vec4(0.);'
      : 'o0 = vec4(at(r, 4 * c), at(r, 4 * c + 1), at(r, 4 * c + 2), at(r, 4 * c + 3));'
  }
}`
