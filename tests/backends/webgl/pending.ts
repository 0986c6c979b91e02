import * as tf from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { installed } from '../../../src/backends/webgl/install'
import { type Check, runs, sameAsCpu } from './compare'

/** Products that wait for a reader, read as they lie by elementwise kernels and in order by others. */
const readers: Check = () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({
        m: fc.integer({ min: 1, max: 40 }),
        n: fc.integer({ min: 1, max: 40 }).map((n) => (n % 3 ? 4 * n : n)),
        k: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 700 })),
      }),
      fc.boolean(),
      fc.boolean(),
      async ({ m, n, k }, transposeA, transposeB) => {
        const a = transposeA ? [k, m] : [m, k]
        const b = transposeB ? [n, k] : [k, n]
        const product = (x: tf.Tensor, y: tf.Tensor) =>
          tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D, transposeA, transposeB)
        await sameAsCpu('read once, twice, in another shape, in parts, in order', {
          shapes: [a, b, a, [m, n], [n]],
          tolerance: 2e-4,
          compute: (x, y, z, c, row) => {
            const [p, q] = [product(x!, y!), product(z!, y!)]
            const sum = tf.add(p, q)
            return [
              sum,
              tf.mul(tf.sub(p, c!), tf.add(q, row!)),
              tf.square(tf.reshape(p, [m * n])),
              tf.add(p, p),
              tf.slice(q, [0, 0], [1, n]),
              tf.slice(product(x!, y!), [m >> 1, n >> 1], [m - (m >> 1), n - (n >> 1)]),
              tf.matMul(q, c!, true),
              tf.transpose(tf.sub(q, 1)),
              product(x!, y!),
            ]
          },
        })
      },
    ),
    runs(40),
  )

/** What nobody read, and what a reader outlives, is given back. */
const ends: Check = async () => {
  await tf.setBackend('webgl')
  const pending = () => installed()!.gpu.pending
  const [a, b, y] = [tf.ones<tf.Rank.R2>([24, 2]), tf.ones<tf.Rank.R2>([16, 2]), tf.ones([24, 16])]
  const before = tf.memory()
  const unread = tf.matMul(a, b, false, true)
  if (!pending().has(unread.dataId)) throw new Error('A thin product was drawn at once.')
  unread.dispose()
  // The operands end before the product is read.
  const early = tf.tidy(() => tf.matMul(tf.mul(a, 3), tf.mul(b, 2), false, true))
  const next = tf.tidy(() => tf.add(tf.mul(a, 5), tf.mul(a, 7)))
  const result = tf.add(early, y)
  if (!(await result.data()).every((v) => v === 13)) throw new Error('Read after its operands had ended.')
  if (!(await early.data()).every((v) => v === 12)) throw new Error('Drawn after its operands had ended.')
  if (pending().has(early.dataId)) throw new Error('What was downloaded still waits.')
  tf.dispose([early, next, result])
  const after = tf.memory()
  for (const count of ['numTensors', 'numDataBuffers'] as const)
    if (after[count] !== before[count]) throw new Error(`${after[count] - before[count]} ${count} leaked.`)
  tf.dispose([a, b, y])
}

export const pendingChecks: Check[] = [readers, ends]
