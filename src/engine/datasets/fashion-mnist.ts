import type { Dataset } from '../core/dataset'
import { packed } from './packed'

/**
 * Articles of clothing, 28 × 28 gray: the first 20,000 of the canonical training split and all of its test split.
 * H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning
 * algorithms", arXiv:1708.07747 (2017).
 */
export const fashionMnist: Dataset = packed({
  id: 'fashion-mnist',
  label: 'Fashion-MNIST',
  summary: 'Clothing and shoes, 28 × 28 gray',
  kind: 'image',
  shape: [28, 28, 1],
  count: 20_000,
  testCount: 10_000,
  classes: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  classifier: true,
  licence: 'MIT',
  source: 'Zalando Research; packed from dataset-fashion-mnist 0.0~git20200523 of Debian',
})
