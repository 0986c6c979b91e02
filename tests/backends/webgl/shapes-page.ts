/** Every shape of a family's default model, and its whole step, with stock kernels and with ours. See shapes.mjs. */
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgl'
import { dispose, enableProdMode, ready, setBackend } from '@tensorflow/tfjs-core'
import { registerRepairedGradients } from '../../../src/backends/gradients'
import {
  type Call,
  type Decision,
  type Installation,
  installed,
  installFastKernels,
} from '../../../src/backends/webgl/install'
import { finished, median, quantile, ratios, timeCall } from '../../../src/backends/webgl/timing'
import { callsOf, choose } from '../../../src/backends/webgl/tune'
import { defaultSettings } from '../../../src/engine/catalogue'
import { families } from '../../../src/engine/families'
import { Run } from '../../../src/engine/training/run'
import { tinyData, tinyImages, tinyPoints } from '../../support/tiny-data'

const data = {
  points: { ...tinyPoints, count: 512 },
  images: { ...tinyImages, count: 512, shape: [28, 28, 1] },
}

/** Signatures that are timed already, whichever model had them first. */
const seen = new Set<string>()

export interface ShapeReport {
  key: string
  /** The tuner's choice. */
  tuned: Decision
  /** Milliseconds of stock and of our first variant, which is used untuned on a software renderer. */
  stock: number
  first: number
  /** Medians of times over stock's: of our first variant, of the tuner's choice, of stock itself. */
  firstRatio: number
  tunedRatio: number
  noise: number
}

export interface StepReport {
  stock: number
  fast: number
}

declare global {
  interface Window {
    /** Milliseconds of processor time that drawing has taken; absent where the system does not tell. */
    drawingTime?: () => Promise<number>
    models: () => [family: string, kind: string][]
    shapes: (family: string, kind: keyof typeof data) => Promise<{ shapes: ShapeReport[]; step: StepReport }>
  }
}

window.models = () =>
  families.flatMap((family) =>
    Object.entries(data)
      .filter(([, info]) => !family.refuses?.(info))
      .map(([kind]): [string, string] => [family.id, kind]),
  )

window.shapes = async (id, kind) => {
  await setBackend('webgl')
  await ready()
  enableProdMode()
  registerRepairedGradients()
  if (!installFastKernels({ kernels: 'auto' })) throw new Error('The fast kernels cannot be installed here.')
  const family = families.find((f) => f.id === id)!
  const info = data[kind]
  const settings = defaultSettings(family, info)
  const config = { data: info.id, model: id, seed: 1, stop: { unit: 'never' as const, amount: 1 }, settings }
  const run = new Run(config, tinyData(info))
  try {
    await run.ready()
    const step = () => dispose(run.advance())
    const state = installed()!
    const shapes: ShapeReport[] = []
    for (const call of callsOf(state, step).values()) {
      if (seen.has(call.key)) continue
      seen.add(call.key)
      shapes.push(await surely(state, call))
    }
    return { shapes, step: await wholeStep(state, step) }
  } finally {
    run.dispose()
  }
}

const clock = () => window.drawingTime?.() ?? performance.now()

/** What looks slower is measured twice more, longer: it counts if it is slower each time. */
async function surely(state: Installation, call: Call): Promise<ShapeReport> {
  let best = await measure(state, call, 5)
  for (let again = 0; again < 2 && Math.max(best.firstRatio, best.tunedRatio) > 1.05; again++) {
    const next = await measure(state, call, 15)
    best = {
      ...next,
      firstRatio: Math.min(best.firstRatio, next.firstRatio),
      tunedRatio: Math.min(best.tunedRatio, next.tunedRatio),
    }
  }
  return best
}

/** The tuner chooses from a timing of its own; then its choice, our first variant, stock and stock again take turns. */
async function measure(state: Installation, call: Call, rounds: number): Promise<ShapeReport> {
  const { variants = [0] } = call.kernel
  const tuned = choose(await timeCall(state, call, ['stock', ...variants], { rounds, hopeless: 3, clock }))
  const first = variants[0]!
  const timings = await timeCall(state, call, ['stock', first, tuned, 'stock'], {
    rounds,
    hopeless: 5,
    clock,
  })
  const [stock, ours, chosen, again] = timings as [Timed, Timed, Timed, Timed]
  const against = (timing: Timed) =>
    timing.times.length > 0 && stock.times.length > 0 ? median(ratios(timing, stock)) : timing.ms / stock.ms
  return {
    key: call.key,
    tuned,
    stock: stock.ms,
    first: ours.ms,
    firstRatio: against(ours),
    tunedRatio: tuned === first ? against(ours) : against(chosen),
    noise: against(again),
  }
}

type Timed = Awaited<ReturnType<typeof timeCall>>[number]

/** Milliseconds a slow step may take before one of it is enough. */
const slowStep = 3000

/** A whole iteration with stock kernels and with ours, in turns, each after one that finds its layouts. */
async function wholeStep(state: Installation, step: () => void): Promise<StepReport> {
  const times: Record<'stock' | 'fast', number[]> = { stock: [], fast: [] }
  const once = async () => {
    const start = await clock()
    step()
    await finished(state.gpu.gl)
    return (await clock()) - start
  }
  const turn = async (kernels: 'stock' | 'fast') => {
    installFastKernels({ kernels })
    const found = await once()
    const slow = found > slowStep
    times[kernels].push(slow ? found : await once())
    if (!slow) times[kernels].push(await once())
    return slow
  }
  for (let round = 0; round < 3; round++) {
    const slow = await turn('stock')
    await turn('fast')
    if (slow) break
  }
  installFastKernels({ kernels: 'auto' })
  return { stock: quantile(times.stock, 0.5), fast: quantile(times.fast, 0.5) }
}
