import type { DataType, TensorInfo } from '@tensorflow/tfjs-core'
import { tileInts, tileKey, tileSource } from './gemm'
import type { Gpu } from './gpu'
import { type Flat, makeFlat, withFlat } from './layout'
import {
  type Operands,
  read,
  readThin,
  readTiles,
  samplers,
  sourcesOf,
  texturesOf,
  thinPair,
  tileSamplers,
} from './operands'

/**
 * y_i = φ(a_i, b_i, …) on four values a fragment. One fetch an operand and texel; broadcast operands are addressed, not
 * copied. A few operations a byte: bound by memory on any device, so what counts is that no coordinate is computed for
 * equal shapes, and that chains are one pass (`outputs` > 1: several results of the same operands).
 */
export interface Elementwise extends Operands {
  /** Names the shader together with how the operands broadcast. */
  name: string
  /** GLSL statements that assign o0, o1 … from the vec4 a, b, c, d, e and `f[…]`. */
  body: string
  dtype?: DataType
  floats?: number[]
  outputs?: number
}

const letters = ['a', 'b', 'c', 'd', 'e']

export function elementwise(gpu: Gpu, request: Elementwise): TensorInfo[] {
  const { shape, dtype = 'float32', outputs = 1, floats = [] } = request
  const sources = sourcesOf(gpu, request)
  const tiles = [...new Set(sources.flatMap((source) => ('tiles' in source ? [source.tiles] : [])))]
  return withFlat(gpu, sources.flatMap(texturesOf), (...flats) => {
    const outs = Array.from({ length: outputs }, () => makeFlat(gpu, shape, dtype))
    const { width, height } = outs[0]!.flat
    const values = [...floats]
    let next = 0
    const unit = (): [string, Flat] => [samplers[next]!, flats[next++]!]
    const reads = sources.map((source) => {
      if ('constant' in source) return `vec4(f[${values.push(source.constant) - 1}])`
      if ('tiles' in source) return readTiles(source.tiles, tiles.indexOf(source.tiles), width)
      if ('thin' in source) return readThin(source.thin, unit(), unit(), width)
      return read(...unit(), shape, width)
    })
    values.push(1 / width, 1 / height)
    const addressed = reads.some((glsl) => /\b(at|t)\b/.test(glsl))
    gpu.run({
      key: `map ${request.name} ${outputs} ${width} ${reads.join(';')} ${values.length}${tiles.map((t) => ` ${tileKey(t)}`)}`,
      inputs: flats.map(({ texture }) => texture),
      tiles: tiles.map(({ scratch }) => scratch.texture),
      ints: tiles.flatMap(tileInts),
      floats: values,
      outputs: outs.map(({ flat }) => flat.texture),
      width,
      height,
      source:
        () => `${tiles.map((t, i) => tileSource(t, i * tileInts(t).length, tileSamplers[i])).join('')}${thinPair}
void main() {
  ${addressed ? `ivec2 at = ivec2(gl_FragCoord.xy); int t = at.y * ${width} + at.x;` : ''}
  vec2 here = gl_FragCoord.xy * vec2(f[${values.length - 2}], f[${values.length - 1}]);
  ${reads.map((glsl, i) => `vec4 ${letters[i]} = ${glsl};`).join('\n  ')}
  ${request.body}
}`,
    })
    return outs.map(({ info }) => info)
  })
}
