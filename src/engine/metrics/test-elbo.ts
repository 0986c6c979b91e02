import { add, type Scalar, scalar, tensor, sum as tfSum, tidy } from '@tensorflow/tfjs-core'
import { exampleSize } from '../core/dataset'
import type { Metric } from '../core/metric'
import type { Subject } from '../core/probe'
import { Rng } from '../core/rng'
import { noiseOf } from '../training/run'

const chunk = 500

/**
 * Mean −ELBO over the first `wanted` test examples, in nats, one posterior sample each: an upper bound on
 * −log p(x) (Kingma & Welling 2014, eq. 3). The noise is the same at every call.
 */
export async function testNegativeElbo(
  { family, model, data, seed }: Subject,
  wanted: number,
): Promise<number> {
  const test = await data.test()
  const count = Math.min(wanted, test.count)
  await test.ready(count)
  const noise = noiseOf(Rng.stream(seed, 'test-elbo'))
  const size = exampleSize(data.info.shape)
  // Everything is computed before anything is awaited: the weights of one step, whatever trains meanwhile.
  const sum = tidy(() => {
    let total: Scalar = scalar(0)
    for (let start = 0; start < count; start += chunk) {
      const n = Math.min(chunk, count - start)
      const batch = new Float32Array(n * size)
      for (let i = 0; i < n; i++) test.copy(start + i, batch, i * size)
      const bounds = family.elbo!(model, tensor(batch, [n, ...data.info.shape]), noise)
      total = add(total, tfSum(bounds))
    }
    return total
  })
  try {
    return -(await sum.data())[0]! / count
  } finally {
    sum.dispose()
  }
}

export const testElbo: Metric = {
  id: 'test-elbo',
  entries: [
    {
      id: 'testNegativeElbo',
      label: 'Test −ELBO',
      unit: 'nats',
      better: 'lower',
      meaning:
        'The loss on 1,000 test examples that training never sees, at β = 1. Much above the training curve: the model has learned its examples by heart.',
      needs: ['elbo'],
      digits: 1,
    },
  ],
  applies: () => true,
  measure: async (subject) => ({ testNegativeElbo: await testNegativeElbo(subject, 1000) }),
}
