import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Recipe } from '../src/engine/core/recipe'
import { datasetById } from '../src/engine/datasets'
import { encodePng } from '../src/engine/formats/png-file'
import { measureAll } from '../src/engine/metrics'
import { recipes } from '../src/engine/recipes'
import { recipeConfig } from '../src/engine/recipes/config'
import type { History } from '../src/protocol/history'
import { cardOf } from './gallery-card'
import { useBackend } from './node-backend'
import { type Trained, train } from './train'

/** The cards of the gallery: every recipe trained for a while, one after the other, and what it then makes. */

const folder = fileURLToPath(new URL('../public/recipes', import.meta.url))
const manifestFile = join(folder, 'manifest.json')

/** What each picture is of; the page says it under the card. */
type Manifest = Record<string, { seed: number; steps: number }>

const { values } = parseArgs({ options: { only: { type: 'string' }, seconds: { type: 'string' } } })
const only = values.only?.split(',')
const unknown = only?.find((id) => !recipes.some((recipe) => recipe.id === id))
const seconds = Number(values.seconds ?? 60)
if (unknown || !(seconds > 0)) {
  process.stderr.write(
    unknown ? `There is no recipe "${unknown}".\n` : `--seconds "${values.seconds}" is not a time.\n`,
  )
  process.exit(2)
}

const { backend } = await useBackend(undefined, Math.min(8, availableParallelism()))
await mkdir(folder, { recursive: true })
for (const recipe of recipes.filter(({ id }) => !only || only.includes(id))) await make(recipe)

async function make(recipe: Recipe): Promise<void> {
  const config = recipeConfig(recipe, datasetById(recipe.data)!.info)
  const steps = recipe.stop.unit === 'steps' ? recipe.stop.amount : Infinity
  const trained = await train(config, { steps, seconds })
  const { run } = trained
  const subject = { family: run.family, model: run.model, data: run.data, seed: config.seed }
  const png = encodePng(await cardOf(subject))
  await writeFile(join(folder, `${recipe.id}.png`), png)
  const manifest: Manifest = existsSync(manifestFile) ? JSON.parse(await readFile(manifestFile, 'utf8')) : {}
  manifest[recipe.id] = { seed: config.seed, steps: trained.steps }
  const sorted = recipes.flatMap(({ id }) => (manifest[id] ? [[id, manifest[id]]] : []))
  await writeFile(manifestFile, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`)
  const line = {
    recipe: recipe.id,
    backend,
    steps: trained.steps,
    seconds: figure(trained.seconds),
    bytes: png.length,
    course: courseOf(trained),
    measures: figures(await measureAll(subject)),
    ...(trained.problem && { problem: trained.problem.message }),
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
  run.dispose()
}

/** Means of the scalars around some steps: what the recipe's texts are checked against. */
function courseOf({ history, steps }: Trained): Record<number, Record<string, number>> {
  const marks = [50, 100, 200, 500, 1000, 2000, 4000].filter((step) => step < 0.9 * steps)
  return Object.fromEntries([...marks, steps].map((step) => [step, meansAround(history, step)]))
}

function meansAround(history: History, step: number): Record<string, number> {
  const first = history.steps.findIndex((at) => at >= 0.9 * step)
  const last = history.steps.findLastIndex((at) => at <= step)
  return figures(
    Object.fromEntries(
      history.names.map((name) => {
        const near = history
          .values(name)
          .slice(first, last + 1)
          .filter(Number.isFinite)
        return [name, near.reduce((sum, value) => sum + value, 0) / near.length]
      }),
    ),
  )
}

function figure(value: number): number {
  return Number(value.toPrecision(4))
}

function figures(all: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, figure(value)]))
}
