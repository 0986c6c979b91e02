import type { DataType, TensorInfo } from '@tensorflow/tfjs-core'
import type { Gpu, Pass } from './gpu'
import { type FlatLayout, makeFlat } from './layout'

/** A flat tensor and the pass that draws it, which is told its texture's sides. */
export function drawFlat(
  gpu: Gpu,
  shape: number[],
  dtype: DataType,
  pass: (layout: FlatLayout) => Omit<Pass, 'outputs' | 'width' | 'height'>,
): TensorInfo {
  const { info, flat } = makeFlat(gpu, shape, dtype)
  const { texture, width, height } = flat
  gpu.run({ ...pass({ width, height }), outputs: [texture], width, height })
  return info
}

/** GLSL for a flat tensor `u[0]` texels wide: `at` gives its texel t where it is `whole`, else its value e. */
export const eachTexel = (whole: boolean): string => `
void main() {
  int t = int(gl_FragCoord.y) * u[0] + int(gl_FragCoord.x);
  o0 = ${whole ? 'at(t)' : 'vec4(at(4 * t), at(4 * t + 1), at(4 * t + 2), at(4 * t + 3))'};
}`
