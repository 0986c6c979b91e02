import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core'

/** A kernel's call without its data: what the tuner's table is keyed by. */
export function signature(
  kernelName: string,
  inputs: Record<string, TensorInfo | undefined>,
  attrs: NamedAttrMap,
): string {
  const shapes = Object.entries(inputs).map(([name, info]) => (info ? `${name}:${info.shape.join('x')}` : ''))
  return `${kernelName} ${shapes.join(' ')} ${JSON.stringify(attrs)}`
}
