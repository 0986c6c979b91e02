import {
  cast,
  concat,
  gather,
  oneHot,
  reshape,
  type Tensor,
  type Tensor1D,
  tensor1d,
  tile,
} from '@tensorflow/tfjs-core'
import { product, type Shape } from '../../networks/layer'

/** Class of each row where none is asked for: every class in turn, in equal blocks. int32 `[rows]`. */
export function classesInTurn(rows: number, classes: number): Tensor1D {
  return tensor1d(
    Int32Array.from({ length: rows }, (_, i) => Math.floor((i * classes) / rows)),
    'int32',
  )
}

/** int32 `[n]` → float32 `[n, classes]`. */
export function oneHotClasses(labels: Tensor1D, classes: number): Tensor {
  return cast(oneHot(labels, classes), 'float32')
}

/** Each row `times` times in turn: `[n, …]` → `[n · times, …]`. */
export function repeatRows(y: Tensor, times: number): Tensor {
  const rows = Int32Array.from({ length: y.shape[0]! * times }, (_, i) => Math.floor(i / times))
  return gather(y, tensor1d(rows, 'int32'))
}

/** The shape of a network's input once the class stands beside it: as planes for an image, as numbers for a vector. */
export function shapeWithClass(shape: Shape, classes: number, asImage: boolean): Shape {
  if (!classes) return shape
  return asImage ? [shape[0]!, shape[1]!, shape[2]! + classes] : [product(shape) + classes]
}

/** x with its class: `[n, h, w, c]` gains constant planes if `asImage`, else it is flattened and gains numbers. */
export function besideClass(x: Tensor, y: Tensor | undefined, asImage: boolean): Tensor {
  if (!y) return x
  const [rows, classes] = [x.shape[0]!, y.shape[1]!]
  if (!asImage) return concat([reshape(x, [rows, product(x.shape.slice(1))]), y], 1)
  const planes = tile(reshape(y, [rows, 1, 1, classes]), [1, x.shape[1]!, x.shape[2]!, 1])
  return concat([x, planes], 3)
}
