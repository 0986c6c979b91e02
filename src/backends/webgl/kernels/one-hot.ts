import { OneHot, type OneHotAttrs, util } from '@tensorflow/tfjs-core'
import { drawFlat, eachTexel } from '../flat-pass'
import type { FastKernel } from '../kernel'
import { withFlat } from '../layout'

/** y[i, d] = on where indices[i] = d, else off: one fetch a texel where rows fill texels. */
export const oneHot: FastKernel = {
  kernelName: OneHot,
  alias: true,
  supports: ({ indices }) => indices!.dtype === 'int32',
  run(gpu, { indices }, attrs) {
    const { depth, onValue, offValue, dtype } = attrs as unknown as OneHotAttrs
    const shape = [...indices!.shape, depth]
    if (util.sizeFromShape(shape) === 0) return undefined
    const whole = depth % 4 === 0
    return withFlat(gpu, [indices!], (order) =>
      drawFlat(gpu, shape, dtype, ({ width }) => ({
        key: `one hot ${whole}`,
        inputs: [order!.texture],
        ints: [width, order!.width, whole ? depth / 4 : depth, order!.size],
        floats: [onValue, offValue],
        source: () => source(whole),
      })),
    )
  },
}

const source = (whole: boolean) => `
int index(int i) { return int(valueAt(A, min(i, u[3] - 1), u[1])); }
${
  whole
    ? `vec4 at(int t) {
  ivec2 p = divide(t, u[2]);
  return mix(vec4(f[1]), vec4(f[0]), equal(4 * p.y + ivec4(0, 1, 2, 3), ivec4(index(p.x))));
}`
    : `float at(int e) {
  ivec2 p = divide(e, u[2]);
  return index(p.x) == p.y ? f[0] : f[1];
}`
}
${eachTexel(whole)}`
