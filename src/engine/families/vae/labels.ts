import { argMax, fill, mul, ones, stack, type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core'
import { boundOf } from './bounds'
import { classesInTurn, oneHotClasses } from './classes'
import { classCount, type VaeModel } from './decoder'

/** One-hot class of each row, all rows of one class. */
export const constantClass = (rows: number, label: number, classes: number) =>
  oneHotClasses(fill([rows], label, 'int32') as Tensor1D, classes)

/** The class that explains each example best, by the bound at the mean code: one-hot `[n, classes]`. */
export function inferredClass(model: VaeModel, x: Tensor): Tensor | undefined {
  const classes = classCount(model.config, model.data)
  if (!classes) return undefined
  const zero = {
    normal: (shape: number[]) => mul(ones(shape), 0),
    uniform: (shape: number[]) => mul(ones(shape), 0.5),
  }
  const bounds = Array.from({ length: classes }, (_, label) =>
    tidy(() => boundOf(model, x, constantClass(x.shape[0]!, label, classes), zero)),
  )
  return oneHotClasses(argMax(stack(bounds), 0) as Tensor1D, classes)
}

/** The classes asked for, or every class in turn; undefined for an unconditional model. One-hot `[rows, classes]`. */
export function givenClass(model: VaeModel, rows: number, labels?: Tensor1D): Tensor | undefined {
  const classes = classCount(model.config, model.data)
  return classes ? oneHotClasses(labels ?? classesInTurn(rows, classes), classes) : undefined
}
