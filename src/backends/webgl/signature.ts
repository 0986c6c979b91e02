import { type NamedAttrMap, type TensorInfo, util } from '@tensorflow/tfjs-core'

/**
 * A kernel's call without its data: what the tuner's table is keyed by. Products, convolutions and sums by their very shapes;
 * elementwise kernels by how many values they touch, to a power of two, since nothing else matters to them.
 */
export function signature(
  kernelName: string,
  inputs: Record<string, TensorInfo | undefined>,
  attrs: NamedAttrMap,
  byShape: boolean,
): string {
  const infos = Object.entries(inputs).filter((entry): entry is [string, TensorInfo] => entry[1] != null)
  if (byShape)
    return `${kernelName} ${infos.map(([name, { shape }]) => `${name}:${shape.join('x')}`).join(' ')} ${JSON.stringify(attrs)}`
  const sizes = infos.map(([, { shape }]) => Math.ceil(Math.log2(Math.max(1, util.sizeFromShape(shape)))))
  return `${kernelName} ${sizes.join(' ')}`
}
