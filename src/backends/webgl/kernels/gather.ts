import { GatherV2, type GatherV2Attrs, util } from '@tensorflow/tfjs-core'
import { drawFlat, eachTexel } from '../flat-pass'
import type { FastKernel } from '../kernel'
import { withFlat } from '../layout'

/**
 * y[i, c] = x[indices[i], c]: rows of a table, two fetches a texel of the result where rows fill texels. An index beyond the table
 * gives zeros, as tfjs's does.
 */
export const gather: FastKernel = {
  kernelName: GatherV2,
  alias: true,
  supports: ({ x, indices }) => x!.dtype === 'float32' && indices!.dtype === 'int32',
  run(gpu, { x, indices }, attrs) {
    const { axis, batchDims } = attrs as unknown as GatherV2Attrs
    const shape = [...indices!.shape, ...x!.shape.slice(1)]
    if (util.parseAxisParam(axis, x!.shape)[0] !== 0 || batchDims || util.sizeFromShape(shape) === 0)
      return undefined
    const rows = x!.shape[0]!
    const n = util.sizeFromShape(x!.shape) / rows
    const whole = n % 4 === 0
    const size = util.sizeFromShape(shape)
    return withFlat(gpu, [x!, indices!], (table, order) =>
      drawFlat(gpu, shape, 'float32', ({ width }) => ({
        key: `gather ${whole}`,
        inputs: [table!.texture, order!.texture],
        ints: [width, table!.width, order!.width, whole ? n / 4 : n, rows, whole ? size / 4 : size],
        source: () => source(whole),
      })),
    )
  },
}

const source = (whole: boolean) => `
${whole ? 'vec4' : 'float'} at(int e) {
  ivec2 p = divide(min(e, u[5] - 1), u[3]);
  int row = int(valueAt(B, p.x, u[2]));
  bool inside = row >= 0 && row < u[4];
  return inside ? ${whole ? 'texelAt' : 'valueAt'}(A, row * u[3] + p.y, u[1]) : ${whole ? 'vec4(0.)' : '0.'};
}
${eachTexel(whole)}`
