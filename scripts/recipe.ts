import { access, constants, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, resolve as pathOf } from 'node:path'
import { parseArgs } from 'node:util'
import { GanvasError } from '../src/engine/core/errors'
import { datasetById, datasets } from '../src/engine/datasets'
import { formats } from '../src/engine/formats'
import { look } from '../src/engine/probes'
import { recipeById, recipes } from '../src/engine/recipes'
import { recipeConfig } from '../src/engine/recipes/config'
import { resolve } from '../src/engine/training/model'
import { disposeSnapshot, download } from '../src/engine/training/run'
import { backends, type NodeBackend, useBackend } from './node-backend'
import { defineFields } from './recipe-fields'
import { type Limit, measure, type Trained, train } from './train'

const usage =
  'npm run recipe -- <id> [--seed n] [--steps n | --seconds n] [--data id] [--set key=value …] [--backend simd|cpu] [--out run.zip] | --list'

/** What the person asked for is not possible: one line, exit 2. */
class UsageError extends Error {}

const say = (line: string) => process.stderr.write(`${line}\n`)

async function main(): Promise<number> {
  const { values, positionals } = readArguments()
  if (values.list) {
    for (const { id, family, data, label, fails } of recipes)
      process.stdout.write(
        `${[id, family, data, fails ? `${label} (fails on purpose)` : label].join('\t')}\n`,
      )
    return 0
  }
  const recipe = recipeById(positionals[0] ?? '')
  if (!recipe || positionals.length !== 1)
    throw new UsageError(
      positionals[0] && !recipe ? `There is no recipe "${positionals[0]}"; --list names them all.` : usage,
    )
  const data = datasetById(values.data ?? recipe.data)?.info
  if (!data)
    throw new UsageError(
      `There is no data set "${values.data}"; choose one of ${datasets.map(({ info }) => info.id).join(', ')}.`,
    )
  const config = recipeConfig(recipe, data)
  if (values.seed !== undefined) config.seed = whole('--seed', values.seed, 0, 4294967295)
  Object.assign(config.settings, defineFields(recipe.family, data, values.set ?? []))
  resolve(config, data)
  const limit = limitOf(values, recipe.stop)
  const format = values.out === undefined ? undefined : formatOf(values.out)
  if (values.out !== undefined) await checkFolder(values.out)
  const wanted = backendOf(values.backend)

  const { backend, note } = await useBackend(wanted, Math.min(8, availableParallelism()))
  if (note) say(note)
  let interrupted = false
  process.once('SIGINT', () => {
    interrupted = true
  })
  const bar = progressBar(limit)
  const trained = await train(config, limit, { onProgress: bar.draw, stopped: () => interrupted })
  bar.end()
  if (trained.problem) say(`${trained.problem.message} ${trained.problem.next}`)
  if (interrupted) say(`Stopped at step ${trained.steps}.`)

  if (values.out !== undefined && format) {
    await writeFile(values.out, await format.write(await exportSource(trained)))
    say(`Saved ${values.out}.`)
  }
  const { steps, seconds, scalars } = trained
  const report = {
    recipe: recipe.id,
    data: data.id,
    seed: config.seed,
    backend,
    steps,
    seconds: round(seconds),
    stepsPerSecond: round(steps / seconds),
    scalars: rounded(scalars),
    measures: trained.problem || !trained.steps ? {} : rounded(await measure(trained)),
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)
  trained.run.dispose()
  return trained.problem ? 1 : interrupted ? 130 : 0
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        list: { type: 'boolean' },
        seed: { type: 'string' },
        steps: { type: 'string' },
        seconds: { type: 'string' },
        data: { type: 'string' },
        set: { type: 'string', multiple: true },
        backend: { type: 'string' },
        out: { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message.split('\n')[0]!.split('. ')[0])
  }
}

function whole(option: string, text: string, low: number, high: number): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isInteger(value) || value < low || value > high)
    throw new UsageError(`${option} "${text}" is not a whole number from ${low} to ${high}.`)
  return value
}

function limitOf(
  values: { steps?: string; seconds?: string },
  stop: { unit: string; amount: number },
): Limit {
  if (values.steps !== undefined && values.seconds !== undefined)
    throw new UsageError('Give either --steps or --seconds.')
  if (values.steps !== undefined) return { steps: whole('--steps', values.steps, 1, 1e9), seconds: Infinity }
  if (values.seconds !== undefined) {
    const seconds = Number(values.seconds)
    if (!(seconds > 0 && seconds < 1e9)) throw new UsageError(`--seconds "${values.seconds}" is not a time.`)
    return { steps: Infinity, seconds }
  }
  if (stop.unit === 'minutes') return { steps: Infinity, seconds: stop.amount * 60 }
  return { steps: stop.amount, seconds: Infinity }
}

function backendOf(name: string | undefined): NodeBackend | undefined {
  if (name === undefined) return undefined
  const found = backends.find((backend) => backend === name)
  if (!found) throw new UsageError(`There is no backend "${name}"; choose simd or cpu.`)
  return found
}

function formatOf(path: string) {
  const format = formats.find(({ entry }) => path.endsWith(`.${entry.extension}`))
  if (!format)
    throw new UsageError(`"${path}" ends in no format that is known: use .zip, .safetensors or .png.`)
  return format
}

/** Better before an hour of training than after it. */
async function checkFolder(path: string): Promise<void> {
  try {
    await access(dirname(pathOf(path)), constants.W_OK)
  } catch {
    throw new UsageError(`"${path}" cannot be written: its folder is not there, or closed to you.`)
  }
}

async function exportSource({ run, history, seconds }: Trained) {
  const snapshot = run.snapshot(seconds * 1000)
  try {
    const frame = await look(
      'samples',
      { family: run.family, model: run.model, data: run.data, seed: run.config.seed },
      run.step,
      { count: 100 },
    )
    const samples = frame?.blocks.images ?? frame?.blocks.points
    return { run, history, samples, checkpoint: await download(snapshot) }
  } finally {
    disposeSnapshot(snapshot)
  }
}

/** One line on stderr that is drawn over itself; where stderr is no terminal, a line every ten seconds. */
function progressBar(limit: Limit) {
  const terminal = process.stderr.isTTY
  let last = 0
  return {
    draw({ step, seconds, scalars }: { step: number; seconds: number; scalars: Record<string, number> }) {
      if (!terminal && seconds - last < 10) return
      last = seconds
      const share = Math.min(1, Math.max(step / limit.steps, seconds / limit.seconds))
      const full = Math.round(share * 24)
      const numbers = Object.entries(scalars).map(([name, value]) => `${name} ${value.toFixed(3)}`)
      const line = `${'█'.repeat(full)}${'░'.repeat(24 - full)} ${Math.floor(100 * share)} % · step ${step} · ${(step / seconds).toFixed(1)}/s · ${numbers.join(' · ')}`
      const width = process.stderr.columns ?? 200
      process.stderr.write(terminal ? `\r\x1b[K${line.slice(0, width - 1)}` : `${line}\n`)
    },
    end() {
      if (terminal) process.stderr.write('\r\x1b[K')
    },
  }
}

const round = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null)

function rounded(values: Record<string, number | string>) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? round(value) : value]),
  )
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof UsageError || error instanceof GanvasError)) throw error
  say(error instanceof GanvasError ? `${error.message} ${error.next}`.replaceAll('\n', ' ') : error.message)
  process.exitCode = 2
}
