import {
  add,
  backend,
  div,
  engine,
  getBackend,
  getKernel,
  mul,
  type NamedTensorMap,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tidy,
  type Variable,
  variable,
  zerosLike,
} from '@tensorflow/tfjs-core'

export type OptimizerKind = 'sgd' | 'momentum' | 'rmsprop' | 'adam'

/** `momentum` is the decay of the velocity; `decay` RMSProp's; `beta1`, `beta2`, `epsilon` Adam's. */
export interface OptimizerSettings {
  kind: OptimizerKind
  learningRate: number
  momentum?: number
  decay?: number
  beta1?: number
  beta2?: number
  epsilon?: number
}

/** One update rule: its slots, the formula in tensors, and the fused kernel a backend may have for it. */
interface Rule {
  slots: readonly string[]
  /** New value and new slots, from the elementary operations. */
  update(param: Tensor, gradient: Tensor, slots: Tensor[], attributes: Record<string, number>): Tensor[]
  attributes(settings: OptimizerSettings, iteration: number): Record<string, number>
  kernel: string
  /** The slot that remembers gradients, and what makes a mean of g² of it: its square where it holds g, and a factor. */
  memory?: { slot: string; squared?: true; factor(settings: OptimizerSettings, iteration: number): number }
}

const rules: Record<OptimizerKind, Rule> = {
  /** θ ← θ − α g */
  sgd: {
    kernel: 'SGDUpdate',
    slots: [],
    attributes: ({ learningRate }) => ({ learningRate }),
    update: (param, gradient, _slots, { learningRate }) => [sub(param, mul(gradient, learningRate!))],
  },
  /** v ← μ v + g, θ ← θ − α v (Sutskever et al. 2013, in tfjs's form) */
  momentum: {
    kernel: 'MomentumUpdate',
    memory: { slot: 'accumulation', squared: true, factor: ({ momentum = 0.9 }) => (1 - momentum) ** 2 },
    slots: ['accumulation'],
    attributes: ({ learningRate, momentum = 0.9 }) => ({ learningRate, momentum, useNesterov: 0 }),
    update(param, gradient, [accumulation], { learningRate, momentum }) {
      const next = add(mul(accumulation!, momentum!), gradient)
      return [sub(param, mul(next, learningRate!)), next]
    },
  },
  /** s ← ρ s + (1 − ρ) g², m ← μ m + α g / √(s + ε), θ ← θ − m (Tieleman & Hinton 2012, in tfjs's form) */
  rmsprop: {
    kernel: 'RMSPropUpdate',
    memory: { slot: 'meanSquare', factor: ({ decay = 0.9 }, t) => 1 / (1 - decay ** t) },
    slots: ['meanSquare', 'moment'],
    attributes: ({ learningRate, decay = 0.9, momentum = 0, epsilon = backend().epsilon() }) => ({
      learningRate,
      decay,
      momentum,
      epsilon,
    }),
    update(param, gradient, [meanSquare, moment], { learningRate, decay, momentum, epsilon }) {
      const nextSquare = add(mul(meanSquare!, decay!), mul(square(gradient), 1 - decay!))
      const step = div(mul(gradient, learningRate!), sqrt(add(nextSquare, epsilon!)))
      const nextMoment = add(mul(moment!, momentum!), step)
      return [sub(param, nextMoment), nextSquare, nextMoment]
    },
  },
  /** m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − α m̂ / (√v̂ + ε) (Kingma & Ba 2015, algorithm 1) */
  adam: {
    kernel: 'AdamUpdate',
    memory: { slot: 'secondMoment', factor: ({ beta2 = 0.999 }, t) => 1 / (1 - beta2 ** t) },
    slots: ['firstMoment', 'secondMoment'],
    attributes: ({ learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = backend().epsilon() }, iteration) => ({
      learningRate,
      beta1,
      beta2,
      epsilon,
      accBeta1: beta1 ** iteration,
      accBeta2: beta2 ** iteration,
    }),
    update(param, gradient, [first, second], { learningRate, beta1, beta2, epsilon, accBeta1, accBeta2 }) {
      const nextFirst = add(mul(first!, beta1!), mul(gradient, 1 - beta1!))
      const nextSecond = add(mul(second!, beta2!), mul(square(gradient), 1 - beta2!))
      const corrected = div(
        div(nextFirst, 1 - accBeta1!),
        add(sqrt(div(nextSecond, 1 - accBeta2!)), epsilon!),
      )
      return [sub(param, mul(corrected, learningRate!)), nextFirst, nextSecond]
    },
  },
}

/** Sees an update: before the variables move, and after, with the gradients. It may read, and keeps nothing of theirs. */
export interface UpdateObserver {
  before(): void
  after(gradients: Record<string, Tensor>): void
}

/**
 * Moves a set of variables. The formulas and slots are those of tfjs's optimizers; where the backend has a fused
 * kernel of the rule's name it is used instead of the elementary operations. Slots are variables of their own, so a
 * snapshot that shares a tensor is never overwritten.
 */
export class Optimizer {
  /** Updates done; Adam's bias correction depends on it. */
  iteration = 0
  /** In slow motion. */
  observer: UpdateObserver | null = null
  #slots = new Map<string, Variable>()
  /** Those of the last update. */
  #settings: OptimizerSettings | null = null

  constructor(
    readonly kind: OptimizerKind,
    readonly variables: Map<string, Variable>,
  ) {
    for (const [name, value] of variables) {
      for (const slot of rules[kind].slots)
        this.#slots.set(
          `${name}/${slot}`,
          tidy(() => variable(zerosLike(value), false)),
        )
    }
  }

  /** Name in a checkpoint → slot variable: `generator/0.dense/kernel/firstMoment`. */
  get slots(): Map<string, Variable> {
    return new Map(this.#slots)
  }

  /**
   * ‖g‖² of one variable, a mean over the last updates as the optimizer remembers them, a scalar. Null where it remembers
   * none: SGD, another optimizer's variable, before the first update since it was made.
   */
  recentSquare(name: string): Tensor | null {
    const { memory } = rules[this.kind]
    const slot = memory && this.#slots.get(`${name}/${memory.slot}`)
    if (!slot || !this.#settings || this.iteration === 0) return null
    const factor = memory.factor(this.#settings, this.iteration)
    return tidy(() => mul(sum(memory.squared ? square(slot) : slot), factor))
  }

  /** `gradients` by variable name, each of its variable's shape. */
  apply(gradients: Record<string, Tensor>, settings: OptimizerSettings): void {
    const rule = rules[this.kind]
    this.observer?.before()
    this.iteration++
    this.#settings = settings
    const attributes = rule.attributes(settings, this.iteration)
    if (getKernel(`${rule.kernel}InPlace`, getBackend())) this.#applyInPlace(rule, gradients, attributes)
    else this.#applyEach(rule, gradients, attributes)
    this.observer?.after(gradients)
  }

  /** Variable by variable, into new tensors. */
  #applyEach(rule: Rule, gradients: Record<string, Tensor>, attributes: Record<string, number>): void {
    const fused = getKernel(rule.kernel, getBackend())
    for (const [name, param] of this.variables) {
      const gradient = gradients[name]
      if (!gradient) continue
      const slots = rule.slots.map((slot) => this.#slots.get(`${name}/${slot}`)!)
      tidy(() => {
        const [next, ...nextSlots] = fused
          ? runFused(rule, param, gradient, slots, attributes)
          : rule.update(param, gradient, slots, attributes)
        param.assign(next as never)
        slots.forEach((slot, i) => {
          slot.assign(nextSlots[i] as never)
        })
      })
    }
  }

  /** All variables in one kernel, which writes over them; data that a snapshot shares is copied first. */
  #applyInPlace(rule: Rule, gradients: Record<string, Tensor>, attributes: Record<string, number>): void {
    const inputs: Tensor[] = []
    for (const [name, param] of this.variables) {
      const gradient = gradients[name]
      if (!gradient) continue
      const slots = rule.slots.map((slot) => this.#slots.get(`${name}/${slot}`)!)
      for (const owned of [param, ...slots])
        if (backend().refCount(owned.dataId) > 1) tidy(() => owned.assign(mul(owned, 1)))
      inputs.push(param, gradient, ...slots)
    }
    engine().runKernel(`${rule.kernel}InPlace`, inputs as unknown as NamedTensorMap, attributes)
  }

  dispose(): void {
    for (const slot of this.#slots.values()) slot.dispose()
    this.#slots.clear()
  }
}

function runFused(
  rule: Rule,
  param: Tensor,
  gradient: Tensor,
  slots: Tensor[],
  attributes: Record<string, number>,
): Tensor[] {
  const inputs: NamedTensorMap = { param, gradient }
  rule.slots.forEach((slot, i) => {
    inputs[slot] = slots[i]!
  })
  return engine().runKernel(rule.kernel, inputs, attributes) as Tensor[]
}
