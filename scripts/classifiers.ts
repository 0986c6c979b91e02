import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import {
  logSoftmax,
  mean,
  mul,
  neg,
  type Scalar,
  sum,
  tensor,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core'
import { exampleSize, type LoadedData } from '../src/engine/core/dataset'
import { Rng } from '../src/engine/core/rng'
import { datasetById, datasets } from '../src/engine/datasets'
import { encodeSafetensors, type NamedArray } from '../src/engine/formats/safetensors'
import { sureness } from '../src/engine/metrics/class-coverage'
import { classifierSpec, classProbabilities } from '../src/engine/metrics/classifier'
import { Network } from '../src/engine/networks/network'
import { BatchStream } from '../src/engine/training/batches'
import { Optimizer } from '../src/engine/training/optimizers'
import { useBackend } from './node-backend'
import { NodeSource } from './node-source'

/**
 * The classifiers that measure which classes a model draws (src/engine/metrics/class-coverage.ts). Beside examples each
 * batch has pictures of no class, of which the classifier is to be equally unsure, so that it is not sure of whatever a
 * half-trained generator draws (outlier exposure, Hendrycks et al. 2019).
 */

const folder = fileURLToPath(new URL('../public/data/classifiers/', import.meta.url))
const [batch, outliers, epochs, rate] = [96, 32, 5, 2e-3]

const { values } = parseArgs({
  options: { only: { type: 'string' }, seed: { type: 'string', default: '1' } },
})
const seed = Number(values.seed)
const { backend } = await useBackend(undefined, Math.min(8, availableParallelism()))
await mkdir(folder, { recursive: true })
for (const { info } of datasets)
  if (info.classifier && (!values.only || values.only === info.id)) await make(info.id)

async function make(id: string): Promise<void> {
  const data = await datasetById(id)!.load({ source: new NodeSource(), rng: Rng.stream(seed, 'data') })
  await data.train.ready(data.train.count)
  const network = new Network(classifierSpec(data.info), Rng.stream(seed, 'weights'))
  await learn(network, data)
  const tensors = new Map<string, NamedArray>()
  for (const [name, variable] of network.variables)
    tensors.set(name, { shape: variable.shape, data: await variable.data<'float32'>() })
  const bytes = encodeSafetensors(tensors)
  const file = `${id}.safetensors`
  const manifest = {
    file,
    bytes: bytes.length,
    sha256: bytesToHex(sha256(bytes)),
    data: data.hash,
    seed,
    ...(await test(network, data)),
  }
  network.dispose()
  await writeFile(`${folder}${file}`, bytes)
  await writeFile(`${folder}${id}.json`, `${JSON.stringify(manifest, null, 2)}\n`)
  process.stdout.write(`${JSON.stringify({ id, backend, ...manifest })}\n`)
}

async function learn(network: Network, data: LoadedData): Promise<void> {
  const { info, train } = data
  const [size, classes] = [exampleSize(info.shape), info.classes!.length]
  const rng = Rng.stream(seed, 'outliers')
  const stream = new BatchStream(train, info.shape, Rng.stream(seed, 'batches'))
  const optimizer = new Optimizer('adam', network.trainable)
  const steps = Math.floor((epochs * train.count) / batch)
  for (let step = 0; step < steps; step++) {
    const real = stream.next(batch)
    const x = new Float32Array((batch + outliers) * size)
    x.set(real)
    const y = new Float32Array((batch + outliers) * classes).fill(1 / classes)
    for (let i = 0; i < batch; i++)
      for (let label = 0; label < classes; label++)
        y[i * classes + label] = train.labels![stream.latest[i]!] === label ? 1 : 0
    for (let i = 0; i < outliers; i++)
      outlier(info.shape, real, x.subarray((batch + i) * size, (batch + i + 1) * size), rng)
    const loss = tidy(() => {
      const images = tensor(x, [batch + outliers, ...info.shape])
      const targets = tensor(y, [batch + outliers, classes])
      const { value, grads } = variableGrads(
        () =>
          neg(mean(sum(mul(targets, logSoftmax(network.apply(images, { training: true }))), 1))) as Scalar,
        [...network.trainable.values()],
      )
      const gradients = Object.fromEntries(
        [...network.trainable].map(([name, { name: own }]) => [name, grads[own]!]),
      )
      const learningRate = rate * 0.5 * (1 + Math.cos((Math.PI * step) / steps))
      optimizer.apply(gradients, { kind: 'adam', learningRate })
      return value
    })
    if (step % 200 === 0)
      process.stderr.write(`${info.id} ${step}/${steps} loss ${(await loss.data())[0]!.toFixed(4)}\n`)
    loss.dispose()
  }
  optimizer.dispose()
}

/** A picture of no class: the mean of two examples, a quarter of each of four, or noise. */
function outlier([h, w, c]: readonly number[], real: Float32Array, out: Float32Array, rng: Rng): void {
  const [height, width, channels] = [h!, w!, c!]
  const draw = () => rng.integer(batch) * out.length
  const sources = Array.from({ length: 4 }, draw)
  const kind = rng.integer(5)
  if (kind === 0) {
    rng.fillUniform(out)
    return
  }
  if (kind < 3) {
    for (let i = 0; i < out.length; i++) out[i] = (real[sources[0]! + i]! + real[sources[1]! + i]!) / 2
    return
  }
  const from = rng.permutation(4)
  for (let i = 0; i < out.length; i++) {
    const [row, column, channel] = [
      Math.floor(i / (width * channels)),
      Math.floor(i / channels) % width,
      i % channels,
    ]
    const quarter = 2 * Math.floor((2 * row) / height) + Math.floor((2 * column) / width)
    const other = from[quarter]!
    const y = (row % (height / 2)) + (other >> 1) * (height / 2)
    const x = (column % (width / 2)) + (other & 1) * (width / 2)
    out[i] = real[sources[quarter]! + (y * width + x) * channels + channel]!
  }
}

/** Percent of the test set that is named rightly, and that the classifier is sure of. */
async function test(network: Network, data: LoadedData): Promise<{ accuracy: number; sure: number }> {
  const { shape, classes } = data.info
  const split = await data.test()
  const size = exampleSize(shape)
  let [right, sure] = [0, 0]
  for (let start = 0; start < split.count; start += 500) {
    const x = new Float32Array(500 * size)
    for (let i = 0; i < 500; i++) split.copy(start + i, x, i * size)
    const p = tidy(() => classProbabilities(network, tensor(x, [500, ...shape])))
    const rows = await p.data()
    p.dispose()
    for (let i = 0; i < 500; i++) {
      const row = [...rows.subarray(i * classes!.length, (i + 1) * classes!.length)]
      const most = Math.max(...row)
      if (row.indexOf(most) === split.labels![start + i]) right++
      if (most > sureness) sure++
    }
  }
  return { accuracy: (100 * right) / split.count, sure: (100 * sure) / split.count }
}
