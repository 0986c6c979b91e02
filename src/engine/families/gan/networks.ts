import type { DatasetEntry } from '../../../protocol/catalogue'
import type { LayerSpec, Scheme } from '../../networks/layer'
import type { NetworkSpec } from '../../networks/network'
import { residualDown, residualUp } from '../../networks/residual-stacks'
import { activate, downsampling, hidden, linearTo, toVector, upsampling } from '../../networks/stacks'
import { headOutputs } from './heads'
import { conditionClasses, generatorInput } from './latent'
import type { GanConfig } from './schema'

/** Inputs that D gets beside the data: the class, where it is concatenated. */
export function discriminatorLabels(config: GanConfig, data: DatasetEntry): number {
  const concatenated = config.conditioning === 'label' && config.labelInput === 'concatenation'
  return concatenated ? conditionClasses(config, data) : 0
}

/** Whether D takes one long vector, as an MLP does that is told a class beside an image. */
export function flatInput(config: GanConfig, data: DatasetEntry): boolean {
  return config.architecture === 'mlp' && data.shape.length > 1 && discriminatorLabels(config, data) > 0
}

/** Shape of what D is given: a pack of examples, with the class as a further vector part or as constant planes. */
export function discriminatorInput(config: GanConfig, data: DatasetEntry): number[] {
  const labels = discriminatorLabels(config, data)
  const shape = flatInput(config, data) ? [data.shape.reduce((a, b) => a * b, 1)] : [...data.shape]
  const last = shape.pop()!
  return [...shape, (last + labels) * config.packing]
}

function generatorBody(config: GanConfig, shape: readonly number[]): LayerSpec[] {
  const { activation, depth, generatorWidth: width, generatorNorm: norm } = config
  switch (config.architecture) {
    case 'dcgan':
      return upsampling(shape, { width, activation, norm })
    case 'residual':
      return residualUp(shape, { width, activation, norm })
    default:
      return [...hidden(width, depth, activation, norm), ...linearTo(shape)]
  }
}

function discriminatorBody(config: GanConfig, shape: readonly number[]): LayerSpec[] {
  const { activation, depth, discriminatorWidth: width, discriminatorNorm: norm } = config
  switch (config.architecture) {
    case 'dcgan':
      return downsampling(shape, { width, activation, norm })
    case 'residual':
      return residualDown(shape, { width, activation, norm })
    default:
      return [...toVector(shape), ...hidden(width, depth, activation, norm)]
  }
}

const schemes: Record<GanConfig['architecture'], Scheme> = { mlp: 'glorot', dcgan: 'dcgan', residual: 'he' }

/** G: z → example; D: example → its head's outputs (heads.ts). Images are in [−1, 1] inside, in unit range outside. */
export function ganNetworks(config: GanConfig, data: DatasetEntry): NetworkSpec[] {
  const image = data.kind === 'image'
  const scheme = image ? schemes[config.architecture] : 'lecun'
  const fromSymmetric: LayerSpec[] = image
    ? [activate('tanh'), { kind: 'rescale', scale: 0.5, offset: 0.5 }]
    : []
  const toSymmetric: LayerSpec[] = image ? [{ kind: 'rescale', scale: 2, offset: -1 }] : []
  const input = discriminatorInput(config, data)
  const waves: LayerSpec[] =
    !image && config.fourierOctaves
      ? [{ kind: 'fourier', octaves: config.fourierOctaves, period: 2 * (data.extent ?? 1) }]
      : []
  const generator: NetworkSpec = {
    id: 'generator',
    label: 'Generator',
    role: 'generator',
    input: [generatorInput(config, data)],
    layers: [...generatorBody(config, data.shape), ...fromSymmetric],
    scheme,
  }
  const discriminator: NetworkSpec = {
    id: 'discriminator',
    label: 'Discriminator',
    role: 'discriminator',
    input,
    layers: [
      ...toSymmetric,
      ...waves,
      ...discriminatorBody(config, input),
      ...(config.minibatchDeviation ? [{ kind: 'minibatchDeviation' }] : []),
      { kind: 'dense', units: headOutputs(config, data) },
    ],
    scheme,
  }
  const average: NetworkSpec = {
    ...generator,
    id: 'generatorAverage',
    label: 'Generator, averaged',
    averageOf: 'generator',
  }
  return [generator, discriminator, ...(config.average ? [average] : [])]
}
