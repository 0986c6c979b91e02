import * as tf from '@tensorflow/tfjs-core'
import { AdamUpdate, inPlace } from '../../src/backends/optimizer-kernels'

const LEARNING_RATE = 1e-3
const BETA1 = 0.5
const BETA2 = 0.999
const EPSILON = 1e-7

/** Adam with the fused kernel where the backend has one, with tfjs's own optimizer elsewhere. */
export class Adam {
  private readonly slots = new Map<string, [tf.Variable, tf.Variable]>()
  private readonly stock: tf.AdamOptimizer | undefined
  private steps = 0

  constructor(private readonly variables: tf.Variable[]) {
    const fused = tf.getKernel(AdamUpdate, tf.getBackend()) !== undefined
    if (!fused) this.stock = new tf.AdamOptimizer(LEARNING_RATE, BETA1, BETA2, EPSILON)
    else {
      for (const v of variables) {
        const slot = () => tf.tidy(() => tf.variable(tf.zerosLike(v), false))
        this.slots.set(v.name, [slot(), slot()])
      }
    }
  }

  minimize(loss: () => tf.Scalar): tf.Scalar {
    const { value, grads } = tf.variableGrads(loss, this.variables)
    if (this.stock) this.stock.applyGradients(grads as never)
    else this.update(grads)
    tf.dispose(grads)
    return value
  }

  private update(grads: tf.NamedTensorMap): void {
    this.steps++
    const attrs = {
      learningRate: LEARNING_RATE,
      beta1: BETA1,
      beta2: BETA2,
      epsilon: EPSILON,
      accBeta1: BETA1 ** this.steps,
      accBeta2: BETA2 ** this.steps,
    }
    if (tf.getKernel(inPlace(AdamUpdate), tf.getBackend())) {
      // Nobody takes snapshots here, so that nobody shares the data.
      const all = this.variables.flatMap((v) => [v, grads[v.name]!, ...this.slots.get(v.name)!])
      tf.engine().runKernel(inPlace(AdamUpdate), all as unknown as tf.NamedTensorMap, attrs)
      return
    }
    for (const param of this.variables) {
      const [firstMoment, secondMoment] = this.slots.get(param.name)!
      const inputs = { param, gradient: grads[param.name]!, firstMoment, secondMoment }
      const results = tf.engine().runKernel(AdamUpdate, inputs, attrs) as tf.Tensor[]
      param.assign(results[0]!)
      firstMoment.assign(results[1]!)
      secondMoment.assign(results[2]!)
      tf.dispose(results)
    }
  }

  dispose(): void {
    this.stock?.dispose()
    for (const pair of this.slots.values()) tf.dispose(pair)
  }
}
