import { ConfigError } from '../../core/errors'
import type { LayerKind } from '../layer'
import { activation } from './activation'
import { avgPool } from './avg-pool'
import { batchNorm } from './batch-norm'
import { conv2d } from './conv2d'
import { conv2dTranspose } from './conv2d-transpose'
import { dense } from './dense'
import { flatten } from './flatten'
import { fourier } from './fourier'
import { instanceNorm } from './instance-norm'
import { layerNorm } from './layer-norm'
import { maskedConv2d } from './masked-conv2d'
import { maskedDense } from './masked-dense'
import { minibatchDeviation } from './minibatch-deviation'
import { rescale } from './rescale'
import { reshape } from './reshape'
import { residual } from './residual'
import { upsample } from './upsample'

/** Every kind of layer. A new one is one file and one line here. */
export const layerKinds: readonly LayerKind[] = [
  dense,
  conv2d,
  conv2dTranspose,
  activation,
  batchNorm,
  layerNorm,
  instanceNorm,
  minibatchDeviation,
  avgPool,
  upsample,
  residual,
  fourier,
  maskedDense,
  maskedConv2d,
  flatten,
  reshape,
  rescale,
]

const byKind = new Map(layerKinds.map((layer) => [layer.kind, layer]))

export function layerKind(kind: string): LayerKind {
  const found = byKind.get(kind)
  if (!found) throw new ConfigError(`There is no layer kind "${kind}".`, 'Choose another layer.')
  return found
}
