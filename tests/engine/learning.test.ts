import { dispose } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { NodeSource } from '../../scripts/node-source'
import { buildCatalogue } from '../../src/engine/catalogue'
import type { LoadedData } from '../../src/engine/core/dataset'
import { Rng } from '../../src/engine/core/rng'
import { datasetById } from '../../src/engine/datasets'
import { modeCoverageMetric } from '../../src/engine/metrics/mode-coverage'
import { testNegativeElbo } from '../../src/engine/metrics/test-elbo'
import { Run } from '../../src/engine/training/run'
import { defaultConfig } from '../../src/protocol/config'
import { useSimd } from '../support/simd'

beforeAll(useSimd)

const catalogue = buildCatalogue([])

async function train(data: string, model: string, steps: number, settings = {}): Promise<Run> {
  const config = defaultConfig(catalogue, data, model)
  Object.assign(config.settings, settings)
  const loaded = await datasetById(data)!.load({
    source: new NodeSource(),
    rng: Rng.stream(config.seed, 'points'),
  })
  const run = new Run(config, loaded)
  for (let i = 0; i < steps; i++) {
    await run.ready()
    dispose(run.advance())
  }
  return run
}

const subject = (run: Run) => ({
  family: run.family,
  model: run.model,
  data: run.data,
  seed: run.config.seed,
})

/**
 * −log p of the test set, in nats an example, when every pixel is an independent coin with its mean over the training
 * set: the best that a decoder can do which ignores its code. For binarised pixels with grey p, drawn against q:
 * −[p log q + (1 − p) log(1 − q)].
 */
async function independentPixels(data: LoadedData, count: number): Promise<number> {
  const means = new Float64Array(784)
  const example = new Float32Array(784)
  for (let i = 0; i < 10_000; i++) {
    data.train.copy(i, example, 0)
    for (let p = 0; p < 784; p++) means[p]! += example[p]! / 10_000
  }
  const test = await data.test()
  await test.ready(count)
  let nats = 0
  for (let i = 0; i < count; i++) {
    test.copy(i, example, 0)
    for (let p = 0; p < 784; p++) {
      const q = Math.min(1 - 1e-4, Math.max(1e-4, means[p]!))
      nats -= (example[p]! * Math.log(q) + (1 - example[p]!) * Math.log(1 - q)) / count
    }
  }
  return nats
}

it('trains the VAE on MNIST to a test bound that no decoder reaches without its code', async () => {
  const run = await train('mnist', 'vae', 400)
  const nats = await testNegativeElbo(subject(run), 1000)
  const blind = await independentPixels(run.data, 1000)
  expect(blind).toBeGreaterThan(190) // about 206 in the literature: the baseline itself is sound
  expect(nats).toBeLessThan(0.75 * blind)
  expect(nats).toBeGreaterThan(80) // below the best published models the bound would be wrong
  run.dispose()
})

it('trains the GAN on the ring until its samples cover the modes', async () => {
  const run = await train('ring', 'gan', 1500)
  const { modes, highQuality } = await modeCoverageMetric.measure(subject(run))
  expect(modes).toBeGreaterThanOrEqual(6)
  expect(highQuality).toBeGreaterThan(40)
  run.dispose()
})
