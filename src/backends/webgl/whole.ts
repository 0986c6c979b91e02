import { divideBy, largestInFloats } from './gpu'

/**
 * Whole numbers in a shader that computes addresses. Below 2²¹ floats hold them: a quotient by a constant is one product and
 * one rounding, exact since (a + ½) / b is further from a whole number than the product errs; a software renderer takes twice as
 * long with ints. And what is fetched by coordinates spares the bounds check of texelFetch. Larger numbers stay ints.
 */
export interface Whole {
  /** GLSL types of one number and of two. */
  type: 'float' | 'int'
  pair: 'vec2' | 'ivec2'
  n(value: number): string
  /** Of gl_FragCoord. */
  fragment(axis: 'x' | 'y'): string
  /** Quotient and remainder of a name or an expression in brackets. */
  split(expression: string, by: number): string
  /** Whether each name is one of 0 … count − 1; without branches, of which `&&` is one on a software renderer. */
  within(...places: [name: string, count: number][]): string
  /** A texel of a texture; `step` is GLSL for one over its width and height. */
  fetch(sampler: string, x: string, y: string, step: string): string
  /** The same of a layered texture. */
  fetchLayer(sampler: string, x: string, y: string, layer: string, step: string): string
}

const floats: Whole = {
  type: 'float',
  pair: 'vec2',
  n: (value) => (Number.isInteger(value) ? `${value}.` : String(value)),
  fragment: (axis) => `floor(gl_FragCoord.${axis})`,
  split: (expression, by) =>
    by === 1 ? `vec2(${expression}, 0.)` : `splitFloat(${expression}, ${by}., ${(1 / by).toExponential(9)})`,
  within: (...places) => {
    const half = (count: number) => (count / 2).toFixed(1)
    const beyond = places.map(([name, count]) => `abs(${name} - ${half(count - 1)}) - ${half(count)}`)
    return `${beyond.reduce((a, b) => `max(${a}, ${b})`)} < 0.`
  },
  fetch: (sampler, x, y, step) => `texture(${sampler}, (vec2(${x}, ${y}) + .5) * ${step})`,
  fetchLayer: (sampler, x, y, layer, step) =>
    `texture(${sampler}, vec3((vec2(${x}, ${y}) + .5) * ${step}, ${layer}))`,
}

export const ints: Whole = {
  type: 'int',
  pair: 'ivec2',
  n: String,
  fragment: (axis) => `int(gl_FragCoord.${axis})`,
  split: (expression, by) => divideBy(expression, by),
  within: (...places) => places.map(([name, count]) => `${name} >= 0 && ${name} < ${count}`).join(' && '),
  fetch: (sampler, x, y) => `texelFetch(${sampler}, ivec2(${x}, ${y}), 0)`,
  fetchLayer: (sampler, x, y, layer) => `texelFetch(${sampler}, ivec3(${x}, ${y}, ${layer}), 0)`,
}

/** For numbers up to `largest`. */
export const wholeUpTo = (largest: number): Whole => (largest < largestInFloats ? floats : ints)
