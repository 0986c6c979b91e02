import * as tf from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { ReluGrad, SigmoidGrad, SoftplusGrad, TanhGrad } from '../../../src/backends/gradient-kernels'
import { type Check, kernel, runs, sameAsCpu, values } from './compare'

const shape = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })

const unary: Check = async () => {
  const functions = {
    abs: tf.abs,
    elu: tf.elu,
    exp: tf.exp,
    leakyRelu: tf.leakyRelu,
    neg: tf.neg,
    relu: tf.relu,
    relu6: tf.relu6,
    sigmoid: tf.sigmoid,
    softplus: tf.softplus,
    square: tf.square,
    step: tf.step,
    tanh: tf.tanh,
  }
  for (const [name, f] of Object.entries(functions))
    for (const s of [[5, 7], [33, 8], [1]])
      await sameAsCpu(name, { shapes: [s], compute: (x) => f(x!), map: (x) => 8 * x })
  // GLSL promises little for these two; stock's are the same.
  for (const f of [tf.sin, tf.cos])
    await sameAsCpu(f.name, { shapes: [[9, 7]], compute: (x) => f(x!), tolerance: 1e-3 })
  const positive = { log: tf.log, log1p: tf.log1p, sqrt: tf.sqrt, rsqrt: tf.rsqrt, reciprocal: tf.reciprocal }
  for (const [name, f] of Object.entries(positive))
    await sameAsCpu(name, { shapes: [[9, 7]], compute: (x) => f(x!), map: (x) => Math.abs(x) + 0.01 })
  await sameAsCpu('clip', { shapes: [[9, 7]], compute: (x) => tf.clipByValue(x!, -0.2, 0.4) })
}

/** Any shape against itself with some dimensions 1 and some leading ones left out. */
const broadcasting: Check = () =>
  fc.assert(
    fc.asyncProperty(
      shape,
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.nat(3),
      fc.boolean(),
      fc.constantFrom(
        tf.add,
        tf.sub,
        tf.mul,
        tf.div,
        tf.maximum,
        tf.minimum,
        tf.squaredDifference,
        tf.greater,
        tf.lessEqual,
      ),
      async (full, ones, drop, swap, f) => {
        const part = full.map((d, i) => (ones[i] ? 1 : d)).slice(Math.min(drop, full.length))
        await sameAsCpu(f.name, {
          shapes: swap ? [part, full] : [full, part],
          compute: (a, b) => f(a!, b!),
          map: (x) => x + 1.5,
        })
      },
    ),
    runs(60),
  )

const extremes: Check = async () => {
  await tf.setBackend('webgl')
  const x = tf.tensor([Number.NaN, -200, 200, 0, -0, 1e30])
  const expect = async (name: string, y: tf.Tensor, wanted: number[]) => {
    const data = await y.data()
    wanted.forEach((w, i) => {
      if (!(Object.is(w, data[i]) || w === data[i])) throw new Error(`${name}: ${data} instead of ${wanted}`)
    })
    y.dispose()
  }
  await expect('relu', tf.relu(x), [Number.NaN, 0, 200, 0, 0, Math.fround(1e30)])
  await expect('sigmoid', tf.sigmoid(x), [Number.NaN, 0, 1, 0.5, 0.5, 1])
  await expect('tanh', tf.tanh(x), [Number.NaN, -1, 1, 0, 0, 1])
  await expect('softplus', tf.softplus(tf.tensor([-200, 200])), [0, 200])
  x.dispose()
}

const sums: Check = () =>
  fc.assert(
    fc.asyncProperty(
      fc.oneof(
        shape,
        fc.tuple(fc.integer({ min: 100, max: 900 }), fc.constantFrom(1, 3, 4, 12)),
        fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 33, max: 2600 })),
      ),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.boolean(),
      fc.constantFrom(tf.sum, tf.mean),
      async (s, reduced, keepDims, f) => {
        const axes = s.map((_, i) => i).filter((i) => reduced[i])
        await sameAsCpu(f.name, {
          shapes: [s],
          compute: (x) => f(x!, axes.length ? axes : undefined, keepDims),
        })
      },
    ),
    runs(60),
  )

/** The optimizers' kernels against the same formulas in tfjs's operations. */
const updates: Check = () =>
  fc.assert(
    fc.asyncProperty(shape, async (s) => {
      await tf.setBackend('webgl')
      const random = () => tf.randomUniform(s, 0.1, 1, 'float32', 7)
      const [param, gradient, m, v] = [random(), random(), random(), random()]
      const same = async (actual: tf.Tensor, expected: tf.Tensor) => {
        const error = (await tf.max(tf.abs(tf.sub(actual, expected))).data())[0]!
        if (!(error < 1e-5)) throw new Error(`${s}: off by ${error}`)
      }
      const run = (name: string, inputs: Record<string, tf.Tensor>, attrs: object) =>
        kernel(name, inputs, attrs) as unknown as tf.Tensor[]
      const kept = await param.data()

      const adam = {
        learningRate: 0.01,
        beta1: 0.5,
        beta2: 0.9,
        epsilon: 1e-7,
        accBeta1: 0.25,
        accBeta2: 0.81,
      }
      const [p1, m1, v1] = run('AdamUpdate', { param, gradient, firstMoment: m, secondMoment: v }, adam)
      const m2 = tf.add(tf.mul(m, 0.5), tf.mul(gradient, 0.5))
      const v2 = tf.add(tf.mul(v, 0.9), tf.mul(tf.square(gradient), 0.1))
      await same(m1!, m2)
      await same(v1!, v2)
      const denominator = tf.add(tf.sqrt(tf.div(v2, 1 - 0.81)), 1e-7)
      await same(p1!, tf.sub(param, tf.mul(0.01, tf.div(tf.div(m2, 0.75), denominator))))

      const rms = { learningRate: 0.01, decay: 0.9, momentum: 0.3, epsilon: 1e-7 }
      const [p3, s3, d3] = run('RMSPropUpdate', { param, gradient, meanSquare: v, moment: m }, rms)
      const d4 = tf.add(tf.mul(m, 0.3), tf.div(tf.mul(gradient, 0.01), tf.sqrt(tf.add(v2, 1e-7))))
      await same(s3!, v2)
      await same(d3!, d4)
      await same(p3!, tf.sub(param, d4))

      for (const useNesterov of [0, 1]) {
        const attrs = { learningRate: 0.01, momentum: 0.9, useNesterov }
        const [p5, a5] = run('MomentumUpdate', { param, gradient, accumulation: m }, attrs)
        const a6 = tf.add(tf.mul(m, 0.9), gradient)
        await same(a5!, a6)
        await same(p5!, tf.sub(param, tf.mul(0.01, useNesterov ? tf.add(gradient, tf.mul(a6, 0.9)) : a6)))
      }
      const [p7] = run('SGDUpdate', { param, gradient }, { learningRate: 0.5 })
      await same(p7!, tf.sub(param, tf.mul(gradient, 0.5)))
      const after = await param.data()
      if (kept.some((x, i) => x !== after[i])) throw new Error('The old parameter was overwritten.')
    }),
    runs(8),
  )

/** The kernels behind the activations' gradients, against their formulas in plain numbers. */
const derivatives: Check = async () => {
  await tf.setBackend('webgl')
  const [dys, ys] = [values(3, 35), values(4, 35)]
  const formulas: [string, (dy: number, y: number) => number][] = [
    [ReluGrad, (dy, y) => (y > 0 ? dy : 0.2 * dy)],
    [TanhGrad, (dy, y) => dy * (1 - y * y)],
    [SigmoidGrad, (dy, y) => dy * y * (1 - y)],
    [SoftplusGrad, (dy, x) => dy / (1 + Math.exp(-x))],
  ]
  const [dy, y, wrong] = [tf.tensor(dys, [5, 7]), tf.tensor(ys, [5, 7]), tf.fill([5, 7], Number.NaN)]
  for (const [name, formula] of formulas) {
    const second = name === SoftplusGrad ? 'x' : 'y'
    const actual = kernel(name, { dy, [second]: y }, { alpha: 0.2 })
    const data = await actual.data()
    data.forEach((v, i) => {
      const expected = formula(dys[i]!, ys[i]!)
      if (!(Math.abs(v - expected) < 1e-6)) throw new Error(`${name}: ${v} instead of ${expected}`)
    })
    const bad = kernel(name, { dy, [second]: wrong }, { alpha: 0.2 })
    if (!(await bad.data()).every(Number.isNaN)) throw new Error(`${name} hides a NaN.`)
    tf.dispose([actual, bad])
  }
  tf.dispose([dy, y, wrong])
}

/** Constants that are still on the CPU: they travel as numbers, alone or with a texture. */
const constants: Check = async () => {
  for (const s of [[3], [50, 8], [33, 7], [80, 80]]) {
    await sameAsCpu('ones × scalar', { shapes: [s], compute: () => tf.mul(tf.scalar(0.3), tf.ones(s)) })
    await sameAsCpu('x × ones', { shapes: [s], compute: (x) => tf.mul(x!, tf.fill(s, 0.7)) })
    await sameAsCpu('nearly constant', {
      shapes: [s],
      compute: (x) =>
        tf.mul(
          x!,
          tf.tensor(
            Array.from({ length: x!.size }, (_, i) => Number(i > 1)),
            s,
          ),
        ),
    })
  }
}

export const elementwiseChecks: Check[] = [unary, broadcasting, extremes, derivatives, constants]
export const sumChecks: Check[] = [sums]
export const updateChecks: Check[] = [updates]
