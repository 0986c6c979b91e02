import type { TensorInfo } from '@tensorflow/tfjs-core'
import { fusedActivations } from './activations'
import { isPlain, type Tiles, tileInts, tileKey, tileSource } from './gemm'
import type { Gpu } from './gpu'
import { type Flat, makeFlat, makeLater } from './layout'
import { type Whole, wholeUpTo } from './whole'

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
  const numbers = wholeUpTo(Math.max(out.size, tiles.batch * tiles.m))
  const lined = !bias || bias.width === tiles.n / 4
  const quick = whole && lined && isPlain(tiles) && numbers.type === 'float'
  gpu.run({
    key: `untile ${tileKey(tiles)} ${aligned ? 'aligned' : whole ? 'whole' : ''} ${quick ? `quick ${tiles.n}` : ''} ${bias ? 'bias' : ''} ${activation}`,
    inputs: bias ? [bias.texture] : [],
    tiles: [tiles.scratch.texture],
    ints: [out.width, tiles.n, bias?.width ?? 1, tiles.batch * tiles.m, ...tileInts(tiles)],
    floats: [leakyreluAlpha, 1 / tiles.scratch.width, 1 / tiles.scratch.height],
    outputs: [out.texture],
    width: out.width,
    height: out.height,
    source: () =>
      quick
        ? quickSource(tiles, numbers, aligned, bias != null, activation)
        : source(tiles, whole, aligned, bias != null, activation),
  })
}

/** Whole texels of tiles that lie in one piece, the bias on one line: all addresses in floats. */
function quickSource(
  tiles: Tiles,
  { fragment, split, fetchLayer }: Whole,
  aligned: boolean,
  bias: boolean,
  activation: string,
): string {
  const texels = tiles.n / 4
  return `
void main() {
  float t = ${fragment('y')} * float(u[0]) + ${fragment('x')};
  vec2 at = ${aligned ? `vec2(${fragment('y')}, ${fragment('x')})` : split('t', texels)};
  vec2 tile = ${split(`min(at.x, float(u[3] - 1))`, tiles.rows)};
  vec4 x = ${fetchLayer('T', 'at.y', 'tile.x', 'tile.y', 'vec2(f[1], f[2])')}${bias ? ` + texture(A, vec2((at.y + .5) * ${(1 / texels).toExponential(9)}, .5))` : ''};
  o0 = ${fusedActivations[activation]};
}`
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
