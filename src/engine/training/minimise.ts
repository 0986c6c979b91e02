import { keep, type Scalar, type Tensor, variableGrads } from '@tensorflow/tfjs-core'
import type { Model, OptimizerSpec } from '../core/family'

/** What a loss function hands back: the value to descend, and scalars to report. */
export interface Objective<S extends string = string> {
  loss: Scalar
  report?: Record<S, Scalar>
}

/**
 * One descent step of the named optimizer on `objective`, whose gradient is taken for its networks' weights only.
 * Returns the loss and the reported scalars, alive in the caller's tidy.
 */
export function minimise<C, S extends string>(
  model: Model<C>,
  name: string,
  spec: OptimizerSpec,
  objective: () => Objective<S>,
): { loss: Scalar; report: Record<S, Scalar> } {
  const optimizer = model.optimizers[name]!
  const variables = [...optimizer.variables]
  let report = {} as Record<S, Scalar>
  const { value, grads } = variableGrads(
    () => {
      const result = objective()
      report = result.report ?? report
      for (const scalar of Object.values<Scalar>(report)) keep(scalar)
      return result.loss
    },
    variables.map(([, variable]) => variable),
  )
  for (const [key, scalar] of Object.entries<Scalar>(report)) {
    report[key as S] = scalar.clone() // a handle that the caller's tidy owns; the kept one has served
    scalar.dispose()
  }
  const gradients: Record<string, Tensor> = {}
  for (const [key, variable] of variables) gradients[key] = grads[variable.name]!
  optimizer.apply(gradients, spec.settings)
  return { loss: value, report }
}
