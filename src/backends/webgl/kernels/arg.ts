import { ArgMax, type ArgMaxAttrs, ArgMin, util } from '@tensorflow/tfjs-core'
import { drawFlat, eachTexel } from '../flat-pass'
import type { FastKernel } from '../kernel'
import { withFlat } from '../layout'

/** Longer rows are stock's, which cuts them up. */
const longest = 1024

/** Where a row's least or greatest value is, the first of equals: each value of the result walks its row. */
const arg = (kernelName: string, better: '<' | '>'): FastKernel => ({
  kernelName,
  alias: true,
  run(gpu, { x }, attrs) {
    const last = x!.shape.length - 1
    const { axis } = attrs as unknown as ArgMaxAttrs
    const n = x!.shape[last]!
    const whole = n % 4 === 0
    if (last < 1 || n > longest || util.parseAxisParam(axis, x!.shape)[0] !== last) return undefined
    if (util.sizeFromShape(x!.shape) === 0) return undefined
    const shape = x!.shape.slice(0, last)
    return withFlat(gpu, [x!], (flat) =>
      drawFlat(gpu, shape, 'int32', ({ width }) => ({
        key: `arg ${better} ${whole}`,
        inputs: [flat!.texture],
        ints: [width, flat!.width, n, util.sizeFromShape(shape)],
        source: () => source(better, whole),
      })),
    )
  },
})

const source = (better: string, whole: boolean) => `
float at(int row) {
  int first = min(row, u[3] - 1) * u[2], found = 0;
  float best = valueAt(A, first, u[1]);
  ${
    whole
      ? `for (int i = 0; i < u[2]; i += 4) {
    vec4 v = texelAt(A, (first + i) >> 2, u[1]);
    for (int j = 0; j < 4; j++) if (v[j] ${better} best) { best = v[j]; found = i + j; }
  }`
      : `for (int i = 1; i < u[2]; i++) {
    float v = valueAt(A, first + i, u[1]);
    if (v ${better} best) { best = v; found = i; }
  }`
  }
  return float(found);
}
${eachTexel(false)}`

export const argKernels: FastKernel[] = [arg(ArgMin, '<'), arg(ArgMax, '>')]
