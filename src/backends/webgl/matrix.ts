import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Gpu } from './gpu'
import { type Flat, makeFlat } from './layout'

/**
 * A matrix [rows, columns] whose rows are padded to whole texels, as the product's inner loop reads it.
 * Row r lies at line ⌊r / perLine⌋, column (r mod perLine) · columns4; or, in chunks of `chunk` rows, at line r mod chunk,
 * column ⌊r / chunk⌋ · columns4: then a loop down the rows of one chunk walks down the texture.
 */
export interface Matrix {
  texture: WebGLTexture
  columns4: number
  perLine: number
  chunk: number
}

/** Whether the inner loop walks along a row (four values a fetch) or down the rows. */
export type Walk = 'along' | 'down'

/**
 * Views a flat tensor as a matrix; where its rows do not lie as the walk needs them it is copied, one fetch a texel
 * (four where a row ends inside a texel, or when transposing).
 */
export function withMatrix<R>(
  gpu: Gpu,
  flat: Flat,
  { rows, columns, walk, chunk = rows, transpose = false }: MatrixRequest,
  use: (matrix: Matrix) => R,
): R {
  const columns4 = Math.ceil(columns / 4)
  const whole = columns % 4 === 0 && !transpose
  if (whole && walk === 'along' && flat.width % columns4 === 0)
    return use({ texture: flat.texture, columns4, perLine: flat.width / columns4, chunk: 0 })
  if (whole && walk === 'down' && flat.width === columns4)
    return use({ texture: flat.texture, columns4, perLine: 1, chunk: 0 })
  const chunked = walk === 'down' && rows > gpu.maxTexture
  const perLine = walk === 'along' ? Math.ceil(rows / gpu.maxTexture) : 1
  const layout = chunked
    ? { width: columns4 * Math.ceil(rows / chunk), height: chunk }
    : { width: columns4 * perLine, height: Math.ceil(rows / perLine) }
  const copy = makeFlat(gpu, [rows, 4 * columns4], 'float32', layout)
  gpu.run({
    key: `matrix${whole ? ' whole' : ''}${transpose ? ' transpose' : ''}`,
    inputs: [flat.texture],
    ints: [flat.width, columns4, rows, columns, perLine, chunked ? chunk : 0],
    outputs: [copy.flat.texture],
    ...layout,
    source: () => copySource(whole, transpose),
  })
  return release(
    gpu,
    copy.info,
    use({ texture: copy.flat.texture, columns4, perLine, chunk: chunked ? chunk : 0 }),
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
}

function release<R>(gpu: Gpu, info: TensorInfo, result: R): R {
  gpu.backend.disposeIntermediateTensorInfo(info)
  return result
}

const copySource = (whole: boolean, transpose: boolean) => `
float at(int r, int c) {
  if (c >= u[3] || r >= u[2]) return 0.;
  return valueAt(A, ${transpose ? 'c * u[2] + r' : 'r * u[3] + c'}, u[0]);
}
void main() {
  int y = int(gl_FragCoord.y);
  ivec2 x = divide(int(gl_FragCoord.x), u[1]);
  int r = u[5] > 0 ? x.x * u[5] + y : y * u[4] + x.x, c = x.y;
  ${
    whole
      ? 'o0 = texelAt(A, r * u[1] + c, u[0]);'
      : 'o0 = vec4(at(r, 4 * c), at(r, 4 * c + 1), at(r, 4 * c + 2), at(r, 4 * c + 3));'
  }
}`
