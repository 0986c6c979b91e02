/** Every shape of a family's default model, timed by the tuner with stock kernels and with ours. See shapes.mjs. */
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgl'
import { dispose, enableProdMode, ready, setBackend } from '@tensorflow/tfjs-core'
import { registerRepairedGradients } from '../../../src/backends/gradients'
import { installed, installFastKernels } from '../../../src/backends/webgl/install'
import { type Timing, tuneKernels } from '../../../src/backends/webgl/tune'
import { defaultSettings } from '../../../src/engine/catalogue'
import { families } from '../../../src/engine/families'
import { Run } from '../../../src/engine/training/run'
import { tinyData, tinyImages, tinyPoints } from '../../support/tiny-data'

const data = {
  points: { ...tinyPoints, count: 512 },
  images: { ...tinyImages, count: 512, shape: [28, 28, 1] },
}

/** What is timed already, whichever model had it first. */
const known = new Map<string, string>()
const store = {
  get: async (key: string) => known.get(key),
  set: async (key: string, value: string) => void known.set(key, value),
}

declare global {
  interface Window {
    models: () => [family: string, kind: string][]
    shapes: (family: string, kind: keyof typeof data) => Promise<[string, Timing[]][]>
  }
}

/** Our first variant against stock. */
const looksSlower = (candidates: Timing[]): boolean =>
  candidates.find(({ decision }) => decision !== 'stock')!.ms >
  1.1 * candidates.find(({ decision }) => decision === 'stock')!.ms

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
    const all = { run: step, budgetMs: Number.POSITIVE_INFINITY }
    const { timings } = await tuneKernels({ ...all, store })
    for (let again = 0; again < 2; again++) {
      const doubtful = [...timings].filter(([, candidates]) => looksSlower(candidates))
      if (doubtful.length === 0) break
      for (const [key] of doubtful) installed()!.decisions.delete(key)
      for (const [key, candidates] of (await tuneKernels({ ...all, rounds: 9 })).timings)
        timings.set(key, candidates)
    }
    return [...timings]
  } finally {
    run.dispose()
  }
}
