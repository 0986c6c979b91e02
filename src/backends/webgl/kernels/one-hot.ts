import { OneHot, type OneHotAttrs, util } from '@tensorflow/tfjs-core'
import type { FastKernel } from '../kernel'
import { makeFlat, withFlat } from '../layout'

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
    return withFlat(gpu, [indices!], (order) => {
      const out = makeFlat(gpu, shape, dtype)
      const { width, height } = out.flat
      gpu.run({
        key: `one hot ${whole}`,
        inputs: [order!.texture],
        ints: [width, order!.width, whole ? depth / 4 : depth, order!.size],
        floats: [onValue, offValue],
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
int index(int i) { return int(valueAt(A, min(i, u[3] - 1), u[1])); }
float at(int e) {
  ivec2 p = divide(e, u[2]);
  return index(p.x) == p.y ? f[0] : f[1];
}
void main() {
  int t = int(gl_FragCoord.y) * u[0] + int(gl_FragCoord.x);
  ${
    whole
      ? `ivec2 p = divide(t, u[2]);
  o0 = mix(vec4(f[1]), vec4(f[0]), equal(4 * p.y + ivec4(0, 1, 2, 3), ivec4(index(p.x))));`
      : 'o0 = vec4(at(4 * t), at(4 * t + 1), at(4 * t + 2), at(4 * t + 3));'
  }
}`
