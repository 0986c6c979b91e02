import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, it } from 'vitest'
import { anyFloat, broadcastPair, dims, expectSame, sampleOf, tensorOf, useSimd } from './compare'

beforeAll(useSimd)

const UNARY: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  abs: tf.abs,
  neg: tf.neg,
  square: tf.square,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  reciprocal: tf.reciprocal,
  exp: tf.exp,
  expm1: tf.expm1,
  log: tf.log,
  log1p: tf.log1p,
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
  softplus: tf.softplus,
  floor: tf.floor,
  ceil: tf.ceil,
  round: tf.round,
  relu: tf.relu,
  relu6: tf.relu6,
  elu: tf.elu,
  selu: tf.selu,
  sign: tf.sign,
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  step: (x) => tf.step(x, 0.3),
  clip: (x) => tf.clipByValue(x, -1.5, 2),
  sin: tf.sin,
  cos: tf.cos,
  atan: tf.atan,
  sinh: tf.sinh,
  asinh: tf.asinh,
  erf: tf.erf,
  isNaN: tf.isNaN,
  isInf: tf.isInf,
  isFinite: tf.isFinite,
  'cast to bool': (x) => tf.cast(x, 'bool'),
  'bool to float': (x) => tf.cast(tf.cast(x, 'bool'), 'float32'),
  'not, to int': (x) => tf.cast(tf.logicalNot(tf.cast(x, 'bool')), 'int32'),
}

describe('functions of one tensor', () => {
  it.each(Object.entries(UNARY))('%s', (_, op) => {
    fc.assert(
      fc.property(
        dims(3).chain((shape) => sampleOf(shape, anyFloat)),
        (x) => expectSame(() => op(tensorOf(x))),
      ),
      { numRuns: 40 },
    )
  })
})

const BINARY: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  pow: tf.pow,
  squaredDifference: tf.squaredDifference,
  equal: tf.equal,
  notEqual: tf.notEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  'where greater': (a, b) => tf.where(tf.greater(a, b), tf.add(a, tf.mul(b, 0)), tf.sub(b, tf.mul(a, 0))),
}

describe('functions of two tensors, broadcast', () => {
  it.each(Object.entries(BINARY))('%s', (_, op) => {
    const pair = broadcastPair.chain(([a, b]) => fc.tuple(sampleOf(a, anyFloat), sampleOf(b, anyFloat)))
    fc.assert(
      fc.property(pair, ([a, b]) => expectSame(() => op(tensorOf(a), tensorOf(b)))),
      { numRuns: 60 },
    )
  })

  it.each(['add', 'sub', 'mul', 'maximum', 'minimum', 'equal', 'greater', 'lessEqual'])(
    '%s of int32',
    (name) => {
      const whole = fc.integer({ min: -9, max: 9 })
      const pair = broadcastPair.chain(([a, b]) => fc.tuple(sampleOf(a, whole), sampleOf(b, whole)))
      fc.assert(
        fc.property(pair, ([a, b]) =>
          expectSame(() => BINARY[name]!(tensorOf(a, 'int32'), tensorOf(b, 'int32'))),
        ),
        { numRuns: 40 },
      )
    },
  )
})
