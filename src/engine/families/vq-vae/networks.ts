import type { DatasetEntry } from '../../../protocol/catalogue'
import { decoderLayers, encoderLayers } from '../../networks/autoencoder'
import type { LayerSpec } from '../../networks/layer'
import type { NetworkSpec } from '../../networks/network'
import { activate, downsampling, quarter } from '../../networks/stacks'
import { pixelCnn } from '../autoregressive/networks'
import type { VqVaeConfig } from './schema'

/** First mask and later layers of the prior: wide enough for a 7 × 7 grid of codes. */
export const priorFirst = 5
export const priorDepth = 3

/** Rows and columns of codes: one for each 4 × 4 patch, or one row of `positions`. */
export function codeGrid(config: VqVaeConfig, data: DatasetEntry): [number, number] {
  return config.architecture === 'convolutional' ? quarter(data.shape) : [1, config.positions]
}

/** Encoder to `[rows, columns, codeDim]`, decoder back, and a PixelCNN over the grid. */
export function networks(config: VqVaeConfig, data: DatasetEntry): NetworkSpec[] {
  const [rows, columns] = codeGrid(config, data)
  const { codeDim, codebookSize, activation } = config
  const grid = [rows, columns, codeDim]
  const analyse: LayerSpec[] =
    config.architecture === 'convolutional'
      ? [
          ...downsampling(data.shape, { width: config.encoderWidth, activation }).slice(0, -1), // no flatten
          { kind: 'conv2d', filters: codeDim, size: 1, stride: 1 },
        ]
      : [...encoderLayers(data.shape, config, rows * columns * codeDim), { kind: 'reshape', shape: grid }]
  const draw: LayerSpec[] =
    config.architecture === 'convolutional'
      ? [
          { kind: 'conv2d', filters: 2 * config.decoderWidth, size: 3, stride: 1 },
          activate(activation),
          { kind: 'conv2dTranspose', filters: config.decoderWidth, size: 4, stride: 2 },
          activate(activation),
          { kind: 'conv2dTranspose', filters: data.shape[2]!, size: 4, stride: 2 },
        ]
      : [{ kind: 'flatten' }, ...decoderLayers(data.shape, config)]
  return [
    {
      id: 'encoder',
      label: 'Encoder',
      role: 'encoder',
      input: data.shape,
      layers: analyse,
      scheme: 'glorot',
    },
    {
      id: 'decoder',
      label: 'Decoder',
      role: 'decoder',
      input: grid,
      layers: [...draw, ...(data.kind === 'image' ? [activate('sigmoid')] : [])],
      scheme: 'glorot',
    },
    {
      id: 'prior',
      label: 'Prior',
      role: 'generator',
      input: grid,
      layers: pixelCnn({ width: config.priorWidth, depth: priorDepth, activation }, codebookSize, priorFirst),
      scheme: 'glorot',
    },
  ]
}
