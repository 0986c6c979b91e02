import { keep, neg, reshape, slice, sqrt, stack, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import type { Block } from '../../protocol/events'
import { exampleSize } from '../core/dataset'
import type { Probe, Subject } from '../core/probe'
import { Rng } from '../core/rng'
import type { Network } from '../networks/network'
import { noiseOf } from '../training/run'
import { firstExamples } from './examples'
import { fixedNoise } from './fixed-noise'

/** Examples that run through the network, and values of a layer that reach the page. */
const exampleCount = 16
const valueCount = 2048

/**
 * One network's layers at work: a sample of what each gives for fixed examples (`activations.<layer>`), and the norm of
 * each layer's gradient over the last updates (`gradients`, −1 where nothing is known). `network`: its index.
 */
export const layers: Probe = {
  id: 'layers',
  needs: [],
  pixels: [],
  look(subject, { network: index = 0 }) {
    const network = Object.values(subject.model.networks)[index]
    if (!network) return {}
    const blocks: Record<string, Tensor | Block> = {
      network: { shape: [1], data: Float32Array.of(index) },
      gradients: gradientNorms(subject, network),
    }
    observe(subject, network, (layer, y) => {
      // Kept: the network's own tidy would take it.
      blocks[`activations.${layer}`] = keep(
        tidy(() => slice(reshape(y, [y.size]), 0, Math.min(valueCount, y.size))),
      )
    })
    return blocks
  },
}

/** Lets the network be used as the family uses it, on the first examples; as a last resort, on noise of its input's shape. */
function observe(subject: Subject, network: Network, seen: (layer: number, y: Tensor) => void): void {
  const { family, model, data, seed } = subject
  const found = new Set<number>()
  network.observer = (layer, y) => {
    if (!found.has(layer)) seen(layer, y)
    found.add(layer)
  }
  const block = firstExamples(data.train, data.info.shape, exampleCount)
  const x = tensor(block.data, block.shape)
  const noise = noiseOf(Rng.stream(seed, 'layers'))
  const uses = [
    () =>
      network.spec.id === 'generator' &&
      family.sample?.(model, fixedNoise(subject, exampleCount), { raw: true }),
    () => family.reconstruct?.(model, x),
    () => family.score?.(model, x),
    () => family.encode?.(model, x),
    () => family.elbo?.(model, x, noise),
    () => {
      const shape = [exampleCount, ...network.spec.input]
      const values = Rng.stream(seed, 'layers').fillNormal(new Float32Array(exampleSize(shape)))
      return network.apply(tensor(values, shape))
    },
  ]
  try {
    for (const use of uses) if (!found.size) use()
  } finally {
    network.observer = null
  }
}

/** ‖g‖ of each layer from the optimizers' running means of the gradient: `[layers]`. */
function gradientNorms({ model }: Subject, network: Network): Tensor {
  const squares = new Map<number, Tensor[]>()
  for (const optimizer of Object.values(model.optimizers)) {
    for (const name of network.trainable.keys()) {
      const square = optimizer.recentSquare(name)
      if (!square) continue
      const layer = Number.parseInt(name.split('/')[1]!, 10)
      squares.set(layer, [...(squares.get(layer) ?? []), square])
    }
  }
  return tidy(() =>
    stack(
      network.spec.layers.map((_, layer) => {
        const parts = squares.get(layer)
        return parts ? sqrt(sum(stack(parts))) : neg(tensor(1))
      }),
    ),
  )
}
