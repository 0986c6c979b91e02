import { fused, matMul, type Tensor3D } from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { type Check, runs, sameAsCpu } from './compare'

const side = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 13, max: 70 }))

/** Every way of transposing, with and without a batch, sides that do and do not divide by 4 and by 8. */
const products: Check = () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({
        m: side,
        n: side,
        k: fc.oneof(side, fc.integer({ min: 200, max: 600 })),
        batchA: fc.constantFrom(0, 1, 3),
        batchB: fc.constantFrom(0, 1, 3),
        transposeA: fc.boolean(),
        transposeB: fc.boolean(),
        seed: fc.nat(),
      }),
      ({ m, n, k, batchA, batchB, transposeA, transposeB, seed }) =>
        sameAsCpu(`matMul ${transposeA} ${transposeB}`, {
          shapes: [
            [...(batchA ? [batchA] : []), ...(transposeA ? [k, m] : [m, k])],
            [...(batchB ? [batchB] : []), ...(transposeB ? [n, k] : [k, n])],
          ],
          compute: (a, b) => matMul(a, b, transposeA, transposeB),
          seed,
        }),
    ),
    runs(60),
  )

/** A side or a k of a few values, every transposition, bias and activation. */
const thinProducts: Check = () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(1, 2, 4, 8, 20),
      fc.constantFrom(1, 2, 3, 4, 12, 64),
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom('linear', 'leakyrelu', 'sigmoid'),
      (m4, n, k, transposeA, transposeB, activation) => {
        const m = transposeA && n % 4 !== 0 ? 4 * m4 : m4
        return sameAsCpu(`thin ${transposeA} ${transposeB} ${activation}`, {
          shapes: [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n], [n]],
          compute: (a, b, bias) =>
            fused.matMul({
              a: a as Tensor3D,
              b: b as Tensor3D,
              bias: bias!,
              transposeA,
              transposeB,
              activation: activation as 'relu',
              leakyreluAlpha: 0.3,
            }),
        })
      },
    ),
    runs(60),
  )

const fusedProducts: Check = () =>
  fc.assert(
    fc.asyncProperty(
      side,
      side,
      side,
      fc.constantFrom('linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'),
      async (m, n, k, activation) => {
        await sameAsCpu(`fused ${activation}`, {
          shapes: [[m, k], [k, n], [n], [n]],
          compute: (a, b, bias, alpha) =>
            fused.matMul({
              a: a as Tensor3D,
              b: b as Tensor3D,
              bias: bias!,
              activation: activation as 'relu',
              leakyreluAlpha: 0.3,
              ...(activation === 'prelu' ? { preluActivationWeights: alpha! } : {}),
            }),
        })
      },
    ),
    runs(20),
  )

export const productChecks: Check[] = [products, thinProducts, fusedProducts]
