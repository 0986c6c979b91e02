import { dispose, keep, type Scalar, sqrt, square, sub, sum, type Tensor, tidy } from '@tensorflow/tfjs-core'
import type { Block, Frame } from '../../protocol/events'
import type { StagePicture, StageRecord, StageReport, StageUpdate } from '../../protocol/stages'
import type { Model } from '../core/family'
import type { Stage, StageNumber, StageRows, StageValues } from '../core/stage'

/** Rows of a tensor that reach the page: enough to see a cloud of points, or a few images. */
const pointRows = 256
const otherRows = 12

interface Kept {
  stage: Stage
  numbers: StageNumber[]
  rows: StageRows[]
  updates: Update[]
  /** Taken at its end, where it moved weights. */
  frames?: Promise<Frame[]>
}

/** Norms of one weight's gradient, change and value. */
interface Update {
  weight: string
  gradient: Scalar
  moved: Scalar
  size: Scalar
}

/**
 * Listens to one iteration: the stages that the family tells of, and every update of an optimizer. It keeps handles of
 * tensors and computes norms beside the iteration, so the run's numbers are those of any other iteration, bit for bit.
 */
export class StageRecorder {
  #stages: Kept[] = []
  #updates: Update[] = []
  /** How things looked before the iteration. */
  #before: Promise<Frame[]> | undefined

  /** `look`: takes the pictures that a person sees, of the moment of the call. They change with the weights only. */
  constructor(private readonly look?: () => Promise<Frame[]>) {}

  /** Listens to the model's optimizers until the returned function is called. */
  listen(model: Model): () => void {
    this.#before = this.look?.()
    const optimizers = Object.values(model.optimizers)
    for (const optimizer of optimizers) {
      let former: Record<string, Tensor> = {}
      optimizer.observer = {
        before: () => {
          former = Object.fromEntries(
            [...optimizer.variables].map(([name, value]) => [name, keep(value.clone())]),
          )
        },
        after: (gradients) => {
          for (const [weight, value] of optimizer.variables) {
            const gradient = gradients[weight]
            if (gradient)
              this.#updates.push({
                weight,
                gradient: normOf(gradient),
                moved: normOf(value, former[weight]),
                size: normOf(value),
              })
          }
          dispose(former)
          former = {}
        },
      }
    }
    return () => {
      for (const optimizer of optimizers) optimizer.observer = null
    }
  }

  tell(stage: Stage, values?: () => StageValues): void {
    // The caller may be inside a gradient: what is kept outlives its tidy, the rest goes with ours.
    tidy(() => {
      const { numbers = [], rows = [] } = values?.() ?? {}
      this.#stages.push({
        stage,
        numbers: numbers.map((entry) => ({ ...entry, of: keep(entry.of.clone()) })),
        rows: rows.map((entry) => ({
          ...entry,
          of: keep(entry.of.clone()),
          before: entry.before && keep(entry.before.clone()),
        })),
        updates: this.#updates,
        frames: this.#updates.length ? this.look?.() : undefined,
      })
    })
    this.#updates = []
  }

  /** Reads everything back without blocking, and frees it. */
  async report(step: number): Promise<StageReport> {
    try {
      const last = this.#stages.at(-1)
      if (last) last.frames ??= this.look?.() // a moving average changes without an optimizer
      const taken = await Promise.all([this.#before, ...this.#stages.map(({ frames }) => frames)])
      const stages = await Promise.all(this.#stages.map(readStage))
      let frames = taken[0]
      for (const [index, stage] of stages.entries()) {
        frames = taken[index + 1] ?? frames
        if (frames) stage.frames = frames
      }
      return { step, stages }
    } finally {
      this.dispose()
    }
  }

  dispose(): void {
    for (const { numbers, rows, updates } of this.#stages) {
      for (const { of } of numbers) of.dispose()
      for (const { of, before } of rows) dispose([of, ...(before ? [before] : [])])
      freeUpdates(updates)
    }
    freeUpdates(this.#updates)
    this.#stages = []
    this.#updates = []
  }
}

function normOf(value: Tensor, former?: Tensor): Scalar {
  return keep(tidy(() => sqrt(sum(square(former ? sub(value, former) : value))) as Scalar))
}

function freeUpdates(updates: Update[]): void {
  for (const { gradient, moved, size } of updates) dispose([gradient, moved, size])
}

async function readStage({ stage, numbers, rows, updates }: Kept): Promise<StageRecord> {
  return {
    label: stage.label,
    text: stage.text,
    networks: [...stage.networks],
    direction: stage.direction,
    numbers: await Promise.all(
      numbers.map(async ({ label, role, unit, of }) => ({
        label,
        role,
        unit,
        value: spread(await of.data<'float32'>()).mean,
      })),
    ),
    pictures: await Promise.all(rows.map(readRows)),
    updates: await readUpdates(updates),
  }
}

async function readRows({ label, role, of, before }: StageRows): Promise<StagePicture> {
  const values = await of.data<'float32'>()
  return {
    label,
    role,
    ...spread(values),
    block: firstRows(of.shape, values),
    ...(before && { before: firstRows(before.shape, await before.data<'float32'>()) }),
  }
}

function firstRows(shape: number[], values: ArrayLike<number>): Block {
  const [count = 1, ...rest] = shape
  const size = rest.reduce((a, b) => a * b, 1)
  const wanted = Math.min(count, size <= 2 ? pointRows : otherRows)
  return {
    shape: [wanted, ...rest],
    data: Float32Array.from({ length: wanted * size }, (_, i) => values[i]!),
  }
}

/** Mean and standard deviation of all values. */
function spread(values: ArrayLike<number>): { mean: number; deviation: number } {
  let [total, squares] = [0, 0]
  for (let i = 0; i < values.length; i++) total += values[i]!
  const mean = total / values.length
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / values.length) }
}

/** Norms by network and layer: the squares of its weights' norms, added. Names are `<network>/<layer>.<kind>/<weight>`. */
async function readUpdates(updates: Update[]): Promise<StageUpdate[]> {
  const found = new Map<string, StageUpdate>()
  const read = async (scalar: Scalar) => (await scalar.data<'float32'>())[0]!
  const norms = await Promise.all(
    updates.map(async ({ weight, gradient, moved, size }) => ({
      weight,
      values: await Promise.all([read(gradient), read(moved), read(size)]),
    })),
  )
  const added = (a: number, b: number) => Math.hypot(a, b)
  for (const { weight, values } of norms) {
    const [network = '', place = ''] = weight.split('/')
    const layer = Number.parseInt(place, 10)
    const [gradient, moved, size] = values as [number, number, number]
    const entry = found.get(network) ?? { network, gradient: 0, layers: {}, moved: 0, size: 0 }
    entry.gradient = added(entry.gradient, gradient)
    entry.moved = added(entry.moved, moved)
    entry.size = added(entry.size, size)
    entry.layers[layer] = added(entry.layers[layer] ?? 0, gradient)
    found.set(network, entry)
  }
  return [...found.values()]
}
