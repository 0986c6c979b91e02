import type { Dataset } from '../core/dataset'
import { checkerboard } from './checkerboard'
import { circles } from './circles'
import { drawn } from './drawn'
import { fashionMnist } from './fashion-mnist'
import { grid } from './grid'
import { line } from './line'
import { mnist } from './mnist'
import { moons } from './moons'
import { ring } from './ring'
import { spiral } from './spiral'
import { swissRoll } from './swiss-roll'

/** Every data set, in the order in which the page offers them. */
export const datasets: Dataset[] = [
  line,
  ring,
  grid,
  moons,
  circles,
  spiral,
  swissRoll,
  checkerboard,
  drawn,
  mnist,
  fashionMnist,
]

export function datasetById(id: string): Dataset | undefined {
  return datasets.find((dataset) => dataset.info.id === id)
}
