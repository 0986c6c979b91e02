/**
 * Activations that tfjs fuses into a product or convolution, as GLSL on `x` (vec4). `f[0]` is LeakyReLU's slope.
 * NaN passes through all of them, said explicitly where the driver's exp may lose it: a run that diverges must show it.
 */
export const keepNaN = (glsl: string): string => `mix(${glsl}, x, isnan(x))`

export const fusedActivations: Record<string, string> = {
  linear: 'x',
  relu: 'mix(x, vec4(0.), lessThan(x, vec4(0.)))',
  relu6: 'mix(mix(x, vec4(0.), lessThan(x, vec4(0.))), vec4(6.), greaterThan(x, vec4(6.)))',
  elu: keepNaN('mix(x, exp(x) - 1., lessThan(x, vec4(0.)))'),
  sigmoid: keepNaN('1. / (1. + exp(-x))'),
  leakyrelu: 'mix(x, f[0] * x, lessThan(x, vec4(0.)))',
}
