import { divideBy } from './gpu'

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
  /** A texel of a texture; `step` is GLSL for one over its width and height. */
  fetch(sampler: string, x: string, y: string, step: string): string
}

const floats: Whole = {
  type: 'float',
  pair: 'vec2',
  n: (value) => (Number.isInteger(value) ? `${value}.` : String(value)),
  fragment: (axis) => `floor(gl_FragCoord.${axis})`,
  split: (expression, by) =>
    by === 1 ? `vec2(${expression}, 0.)` : `splitFloat(${expression}, ${by}., ${(1 / by).toExponential(9)})`,
  fetch: (sampler, x, y, step) => `texture(${sampler}, (vec2(${x}, ${y}) + .5) * ${step})`,
}

const ints: Whole = {
  type: 'int',
  pair: 'ivec2',
  n: String,
  fragment: (axis) => `int(gl_FragCoord.${axis})`,
  split: (expression, by) => divideBy(expression, by),
  fetch: (sampler, x, y) => `texelFetch(${sampler}, ivec2(${x}, ${y}), 0)`,
}

/** For numbers up to `largest`. */
export const wholeUpTo = (largest: number): Whole => (largest < 2 ** 21 ? floats : ints)
