/**
 * Activations that tfjs fuses into a product or convolution, as GLSL on `x` (vec4); NaN passes through all of them.
 * `f[0]` is LeakyReLU's slope.
 */
export const fusedActivations: Record<string, string> = {
  linear: 'x',
  relu: 'mix(x, vec4(0.), lessThan(x, vec4(0.)))',
  relu6: 'mix(mix(x, vec4(0.), lessThan(x, vec4(0.))), vec4(6.), greaterThan(x, vec4(6.)))',
  elu: 'mix(x, exp(x) - 1., lessThan(x, vec4(0.)))',
  sigmoid: '1. / (1. + exp(-x))',
  leakyrelu: 'mix(x, f[0] * x, lessThan(x, vec4(0.)))',
}
