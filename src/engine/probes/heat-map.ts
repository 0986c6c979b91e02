import { reshape, tensor } from '@tensorflow/tfjs-core'
import type { Probe } from '../core/probe'

/**
 * D's probability of "real" over the plane: `values [n, n]`; row 0 is the top (y = +extent), column 0 the left, each
 * value at the centre of its cell.
 */
export const heatMap: Probe = {
  id: 'heat-map',
  needs: ['score'],
  kind: 'points',
  pixels: [],
  look({ family, model, data }, { size = 60 }) {
    const extent = data.info.extent ?? 1
    const at = (cell: number) => (((cell + 0.5) / size) * 2 - 1) * extent
    const points = new Float32Array(size * size * 2)
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++)
        points.set([at(column), -at(row)], 2 * (row * size + column))
    }
    return { values: reshape(family.score!(model, tensor(points, [size * size, 2])), [size, size]) }
  },
}
