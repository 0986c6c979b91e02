import type { TensorInfo } from '@tensorflow/tfjs-core'
import { fusedActivations } from './activations'
import { type Tiles, tileInts, tileKey, tileSource } from './gemm'
import type { Gpu } from './gpu'
import { type Flat, makeFlat, makeLater } from './layout'

export interface Epilogue {
  /** [n], added to every row. */
  bias?: Flat | undefined
  activation?: string
  leakyreluAlpha?: number
}

/**
 * Register tiles → a flat tensor of `shape`, with bias and activation: y = φ(Σ parts + b). One fetch a texel and part;
 * where rows end inside a texel, one a value.
 */
export function untile(gpu: Gpu, tiles: Tiles, shape: number[], epilogue: Epilogue = {}): TensorInfo {
  if (!epilogue.bias && (epilogue.activation ?? 'linear') === 'linear' && gpu.pending.accepts(tiles))
    return makeLater(gpu, shape, { tiles, draw: (flat) => draw(gpu, tiles, flat, epilogue) })
  const out = makeFlat(gpu, shape)
  draw(gpu, tiles, out.flat, epilogue)
  gpu.scratch.release(tiles.scratch)
  return out.info
}

function draw(gpu: Gpu, tiles: Tiles, out: Flat, epilogue: Epilogue): void {
  const { bias, activation = 'linear', leakyreluAlpha = 0 } = epilogue
  const whole = tiles.n % 4 === 0
  const aligned = whole && out.width === tiles.n / 4
  gpu.run({
    key: `untile ${tileKey(tiles)} ${aligned ? 'aligned' : whole ? 'whole' : ''} ${bias ? 'bias' : ''} ${activation}`,
    inputs: bias ? [bias.texture] : [],
    tiles: [tiles.scratch.texture],
    ints: [out.width, tiles.n, bias?.width ?? 1, tiles.batch * tiles.m, ...tileInts(tiles)],
    floats: [leakyreluAlpha],
    outputs: [out.texture],
    width: out.width,
    height: out.height,
    source: () => source(tiles, whole, aligned, bias != null, activation),
  })
}

function source(tiles: Tiles, whole: boolean, aligned: boolean, bias: boolean, activation: string): string {
  const one = (j: number) => `
  at = divide(4 * t + ${j}, u[1]);
  x[${j}] = tileAt(min(at.x, u[3] - 1), at.y >> 2)[at.y & 3]${bias ? ' + valueAt(A, at.y, u[2])' : ''};`
  return `${tileSource(tiles, 4)}
void main() {
  int t = int(gl_FragCoord.y) * u[0] + int(gl_FragCoord.x);
  ${
    whole
      ? `ivec2 at = ${aligned ? 'ivec2(gl_FragCoord.yx)' : 'divide(t, u[1] >> 2)'};
  vec4 x = tileAt(min(at.x, u[3] - 1), at.y)${bias ? ' + texelAt(A, at.y, u[2])' : ''};`
      : `vec4 x; ivec2 at;${[0, 1, 2, 3].map(one).join('')}`
  }
  o0 = ${fusedActivations[activation]};
}`
}
