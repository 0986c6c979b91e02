import { softmax, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import type { DatasetEntry } from '../../protocol/catalogue'
import { DataError } from '../core/errors'
import { Rng } from '../core/rng'
import type { NamedArray } from '../formats/safetensors'
import { Network, type NetworkSpec } from '../networks/network'
import { activate } from '../networks/stacks'

/**
 * What names the classes of generated images: two strided convolutions and a dense layer, trained once on the real set
 * (`npm run classifiers`) and packed with it. `[n, h, w, c]` in unit range → class logits `[n, classes]`.
 */
export function classifierSpec({ shape, classes }: DatasetEntry): NetworkSpec {
  return {
    id: 'classifier',
    label: 'Classifier',
    role: 'neutral',
    input: shape,
    scheme: 'he',
    layers: [
      { kind: 'conv2d', filters: 16, size: 4, stride: 2 },
      activate('relu'),
      { kind: 'conv2d', filters: 32, size: 4, stride: 2 },
      activate('relu'),
      { kind: 'flatten' },
      { kind: 'dense', units: classes!.length },
    ],
  }
}

/** The classifier with its packed weights; the caller disposes of it. Throws `DataError` where they do not fit. */
export function builtClassifier(data: DatasetEntry, weights: ReadonlyMap<string, NamedArray>): Network {
  const network = new Network(classifierSpec(data), new Rng(0))
  for (const [name, variable] of network.variables) {
    const array = weights.get(name)
    if (array?.shape.join() !== variable.shape.join()) {
      network.dispose()
      throw new DataError(
        `The classifier of ${data.label} is not the one that this page knows.`,
        'Reload the page; "npm run classifiers" makes it anew.',
      )
    }
    tidy(() => variable.assign(tensor(array!.data, variable.shape) as never))
  }
  return network
}

/** p(class | x): `[n, …shape]` → `[n, classes]`. */
export const classProbabilities = (classifier: Network, x: Tensor): Tensor =>
  tidy(() => softmax(classifier.apply(x)))
