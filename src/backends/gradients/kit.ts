import {
  engine,
  type GradConfig,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type Tensor,
} from '@tensorflow/tfjs-core'

/** A gradient function whose `dy` and results are single tensors, as nearly all are. */
export type Grad = (
  dy: Tensor,
  saved: Tensor[],
  attrs: Record<string, unknown>,
) => Record<string, () => Tensor>

/** tfjs types `dy` as one tensor or a list; every kernel in this folder has one output. */
export function gradient(
  kernelName: string,
  inputsToSave: string[],
  grad: Grad,
  outputsToSave: boolean[] = [],
): GradConfig {
  return {
    kernelName,
    inputsToSave,
    outputsToSave,
    gradFunc: (dy, saved, attrs) => grad(dy as Tensor, saved, attrs),
  }
}

/**
 * The output of an op inside its own gradient.
 *
 * A saved output is a constant to the tape: differentiate the gradient once more and the path from
 * the output back to the input is missing. So while a tape records, the output is computed again
 * from the input; at the outermost gradient the saved one is as good and costs nothing.
 */
export function output(saved: Tensor, recompute: () => Tensor): Tensor {
  return engine().isTapeOn() ? recompute() : saved
}

/** A kernel of gradient-kernels.ts where the backend has it and nobody differentiates again. */
export function fastKernel(
  name: string,
  inputs: Record<string, Tensor>,
  attrs: NamedAttrMap = {},
): Tensor | undefined {
  return canRun(name) ? (engine().runKernel(name, inputs, attrs) as Tensor) : undefined
}

/** The same with several results. */
export function fastKernels(
  name: string,
  inputs: Record<string, Tensor>,
  attrs: NamedAttrMap = {},
): Tensor[] | undefined {
  return canRun(name) ? (engine().runKernel(name, inputs, attrs) as Tensor[]) : undefined
}

const canRun = (name: string) => !engine().isTapeOn() && getKernel(name, getBackend()) !== undefined
