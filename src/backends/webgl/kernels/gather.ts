import { GatherV2, type GatherV2Attrs, util } from '@tensorflow/tfjs-core'
import type { FastKernel } from '../kernel'
import { makeFlat, withFlat } from '../layout'

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
    return withFlat(gpu, [x!, indices!], (table, order) => {
      const out = makeFlat(gpu, shape)
      const { width, height, size } = out.flat
      gpu.run({
        key: `gather ${whole}`,
        inputs: [table!.texture, order!.texture],
        ints: [width, table!.width, order!.width, whole ? n / 4 : n, rows, whole ? size / 4 : size],
        outputs: [out.flat.texture],
        width,
        height,
        source: () => source(whole),
      })
      return out.info
    })
  },
}

const source = (whole: boolean) => `
${whole ? 'vec4' : 'float'} at(int e) {
  ivec2 p = divide(min(e, u[5] - 1), u[3]);
  int row = int(valueAt(B, p.x, u[2]));
  bool inside = row >= 0 && row < u[4];
  return inside ? ${whole ? 'texelAt' : 'valueAt'}(A, row * u[3] + p.y, u[1]) : ${whole ? 'vec4(0.)' : '0.'};
}
void main() {
  int t = int(gl_FragCoord.y) * u[0] + int(gl_FragCoord.x);
  o0 = ${whole ? 'at(t)' : 'vec4(at(4 * t), at(4 * t + 1), at(4 * t + 2), at(4 * t + 3))'};
}`
