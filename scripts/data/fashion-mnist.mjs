import { join } from 'node:path'
import { readSplit } from './idx.mjs'
import { debianPackage, verified } from './source.mjs'

const trainCount = 20000

/**
 * Fashion-MNIST: H. Xiao, K. Rasul, R. Vollgraf (2017), arXiv:1708.07747. The first 20,000 of the canonical
 * training split, which keeps the page light, and the whole test split.
 */
export const fashionMnist = {
  id: 'fashion-mnist',
  label: 'Fashion-MNIST',
  shape: [28, 28, 1],
  shardSize: 5000,
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
  licence: 'MIT',
  attribution: 'Fashion-MNIST by Han Xiao, Kashif Rasul and Roland Vollgraf, © 2017 Zalando SE',
  source: 'dataset-fashion-mnist 0.0~git20200523.55506a9-1 (Debian)',
  hash: '0d82caab12d654160cfba89baebc9fe2ea8fc9a745722de90ccd592495e91357',
  files: {
    'train-images-idx3-ubyte.gz': 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
    'train-labels-idx1-ubyte.gz': 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    't10k-images-idx3-ubyte.gz': '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
    't10k-labels-idx1-ubyte.gz': '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
  },
  read(folder) {
    const data = join(debianPackage('dataset-fashion-mnist', folder), 'usr/share/datasets/fashion-mnist')
    const file = (name) => verified(join(data, name), this.files[name])
    const train = readSplit(file('train-images-idx3-ubyte.gz'), file('train-labels-idx1-ubyte.gz'))
    return {
      train: {
        count: trainCount,
        images: train.images.subarray(0, trainCount * 28 * 28),
        labels: train.labels.subarray(0, trainCount),
      },
      test: readSplit(file('t10k-images-idx3-ubyte.gz'), file('t10k-labels-idx1-ubyte.gz')),
    }
  },
}
