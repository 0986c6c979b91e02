import { splat } from './math'

/** Fused updates; formulas in src/backends/optimizer-kernels.ts. Outputs are buffers of their own. */
export function adam(
  param: usize, gradient: usize, first: usize, second: usize, outParam: usize, outFirst: usize, outSecond: usize,
  beta1: f32, rest1: f32, beta2: f32, rest2: f32, rate: f32, scale: f32, epsilon: f32, begin: i32, end: i32,
): void {
  // rate = learningRate / (1 − accBeta1), scale = 1 / (1 − accBeta2): one division and one root a value.
  const stop = (<usize>end) << 2
  for (let i = (<usize>begin) << 2; i < stop; i += 16) {
    const g = v128.load(gradient + i)
    const m = f32x4.add(f32x4.mul(v128.load(first + i), splat(beta1)), f32x4.mul(g, splat(rest1)))
    const v = f32x4.add(f32x4.mul(v128.load(second + i), splat(beta2)), f32x4.mul(f32x4.mul(g, g), splat(rest2)))
    v128.store(outFirst + i, m)
    v128.store(outSecond + i, v)
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, splat(scale))), splat(epsilon))
    const step = f32x4.div(f32x4.mul(m, splat(rate)), root)
    v128.store(outParam + i, f32x4.sub(v128.load(param + i), step))
  }
}

export function rmsprop(
  param: usize, gradient: usize, square: usize, moment: usize, outParam: usize, outSquare: usize, outMoment: usize,
  learningRate: f32, decay: f32, rest: f32, momentum: f32, epsilon: f32, begin: i32, end: i32,
): void {
  const stop = (<usize>end) << 2
  for (let i = (<usize>begin) << 2; i < stop; i += 16) {
    const g = v128.load(gradient + i)
    const s = f32x4.add(f32x4.mul(v128.load(square + i), splat(decay)), f32x4.mul(f32x4.mul(g, g), splat(rest)))
    const root = f32x4.sqrt(f32x4.add(s, splat(epsilon)))
    const d = f32x4.add(
      f32x4.mul(v128.load(moment + i), splat(momentum)),
      f32x4.div(f32x4.mul(g, splat(learningRate)), root),
    )
    v128.store(outSquare + i, s)
    v128.store(outMoment + i, d)
    v128.store(outParam + i, f32x4.sub(v128.load(param + i), d))
  }
}

export function momentum(
  param: usize, gradient: usize, accumulation: usize, outParam: usize, outAccumulation: usize,
  learningRate: f32, factor: f32, nesterov: i32, begin: i32, end: i32,
): void {
  const stop = (<usize>end) << 2
  for (let i = (<usize>begin) << 2; i < stop; i += 16) {
    const g = v128.load(gradient + i)
    const a = f32x4.add(f32x4.mul(v128.load(accumulation + i), splat(factor)), g)
    v128.store(outAccumulation + i, a)
    const direction = nesterov ? f32x4.add(g, f32x4.mul(a, splat(factor))) : a
    v128.store(outParam + i, f32x4.sub(v128.load(param + i), f32x4.mul(direction, splat(learningRate))))
  }
}

export function sgd(param: usize, gradient: usize, outParam: usize, learningRate: f32, begin: i32, end: i32): void {
  const stop = (<usize>end) << 2
  for (let i = (<usize>begin) << 2; i < stop; i += 16) {
    const step = f32x4.mul(v128.load(gradient + i), splat(learningRate))
    v128.store(outParam + i, f32x4.sub(v128.load(param + i), step))
  }
}
