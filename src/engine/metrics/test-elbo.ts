import { mean, type Scalar, tensor, tidy } from '@tensorflow/tfjs-core'
import { exampleSize } from '../core/dataset'
import type { Metric } from '../core/metric'
import type { Subject } from '../core/probe'
import { Rng } from '../core/rng'
import { noiseOf } from '../training/run'

const chunk = 500

/**
 * Mean −ELBO over the first `count` test examples, in nats, one posterior sample each: an upper bound on
 * −log p(x) (Kingma & Welling 2014, eq. 3). The noise is the same at every call.
 */
export async function testNegativeElbo(
  { family, model, data, seed }: Subject,
  count: number,
): Promise<number> {
  const test = await data.test()
  const total = Math.min(count, test.count)
  await test.ready(total)
  const noise = noiseOf(Rng.stream(seed, 'test-elbo'))
  const size = exampleSize(data.info.shape)
  let sum = 0
  for (let start = 0; start < total; start += chunk) {
    const n = Math.min(chunk, total - start)
    const batch = new Float32Array(n * size)
    for (let i = 0; i < n; i++) test.copy(start + i, batch, i * size)
    const value: Scalar = tidy(() => mean(family.elbo!(model, tensor(batch, [n, ...data.info.shape]), noise)))
    sum -= n * (await value.data())[0]!
    value.dispose()
  }
  return sum / total
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
