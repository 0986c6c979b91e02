import { argMax, tensor, tidy } from '@tensorflow/tfjs-core'
import { exampleSize } from '../core/dataset'
import type { Metric } from '../core/metric'

const count = 1000
const chunk = 250

/** Share of test examples whose class the model's classifier names. */
export const testAccuracy: Metric = {
  id: 'test-accuracy',
  entries: [
    {
      id: 'testAccuracy',
      label: 'Test accuracy',
      unit: '%',
      better: 'higher',
      meaning:
        'Share of 1,000 test examples that D names correctly; training never sees them. Guessing among ten classes is 10 %.',
      needs: ['classify'],
      when: { conditioning: ['classifier', 'semiSupervised'] },
      digits: 1,
    },
  ],
  applies: (data) => data.classes !== undefined,
  async measure({ family, model, data }) {
    const test = await data.test()
    const total = Math.min(count, test.count)
    await test.ready(total)
    const size = exampleSize(data.info.shape)
    let right = 0
    for (let start = 0; start < total; start += chunk) {
      const n = Math.min(chunk, total - start)
      const batch = new Float32Array(n * size)
      for (let i = 0; i < n; i++) test.copy(start + i, batch, i * size)
      const guesses = tidy(() => argMax(family.classify!(model, tensor(batch, [n, ...data.info.shape]))!, 1))
      const named = await guesses.data()
      guesses.dispose()
      for (let i = 0; i < n; i++) if (named[i] === test.labels![start + i]) right++
    }
    return { testAccuracy: (100 * right) / total }
  },
}
