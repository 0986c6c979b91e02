import type { Catalogue, RecipeEntry } from './catalogue'
import {
  changedKeys,
  datasetOf,
  defaultConfig,
  defaultSeed,
  defaultStop,
  familyOf,
  type RunConfig,
} from './config'
import { fieldsOf } from './schema'

/** The run that a recipe describes, on its own data. */
export function configOfRecipe(catalogue: Catalogue, recipe: RecipeEntry): RunConfig {
  return {
    data: recipe.data,
    model: recipe.family,
    seed: recipe.seed ?? defaultSeed,
    stop: { ...(recipe.stop ?? defaultStop) },
    settings: { ...familyOf(catalogue, recipe.family).defaults[recipe.data], ...recipe.settings },
  }
}

/**
 * The recipe that a configuration follows, whatever its seed and stop; of one that differs in live settings alone, the
 * `former` one, since its text says which of them to move.
 */
export function recipeOf(catalogue: Catalogue, config: RunConfig, former?: string): RecipeEntry | undefined {
  const near = (catalogue.recipes ?? [])
    .filter(({ family, data }) => family === config.model && data === config.data)
    .map((recipe) => ({
      recipe,
      changed: changedKeys(configOfRecipe(catalogue, recipe).settings, config.settings),
    }))
  const exact = near.find(({ changed }) => changed.length === 0)
  if (exact) return exact.recipe
  const known = near.find(({ recipe }) => recipe.id === former)
  if (!known) return undefined
  const fields = fieldsOf(familyOf(catalogue, config.model).schema, datasetOf(catalogue, config.data).kind)
  const live = new Set(fields.filter((field) => field.live).map((field) => field.key))
  return known.changed.every((key) => live.has(key)) ? known.recipe : undefined
}

/** What a run is called after. */
export interface Base {
  recipe: RecipeEntry | undefined
  changes: number
  /** "DCGAN on MNIST" */
  title: string
}

/**
 * What a run is best called: the recipe that it differs from in the fewest settings, or none where the model's defaults are as
 * near; and in how many it differs, a seed and a person's own layers counted in.
 */
export function baseOf(catalogue: Catalogue, config: RunConfig): Base {
  const own = Object.keys(config.networks ?? {}).length
  const changesTo = ({ settings, seed }: Pick<RunConfig, 'settings' | 'seed'>) =>
    changedKeys(settings, config.settings).length + Number(seed !== config.seed) + own
  let recipe: RecipeEntry | undefined
  let changes = changesTo(defaultConfig(catalogue, config.data, config.model))
  for (const one of catalogue.recipes ?? []) {
    if (one.family !== config.model || one.data !== config.data) continue
    const less = changesTo(configOfRecipe(catalogue, one))
    if (less < changes) [recipe, changes] = [one, less]
  }
  const { label } = recipe ?? familyOf(catalogue, config.model)
  return { recipe, changes, title: `${label} on ${datasetOf(catalogue, config.data).label}` }
}

/** What a person narrows the gallery down to; an empty string is everything. */
export interface RecipeFilter {
  family: string
  data: string
}

export function filterRecipes(
  recipes: readonly RecipeEntry[],
  { family, data }: RecipeFilter,
): RecipeEntry[] {
  return recipes.filter((recipe) => (!family || recipe.family === family) && (!data || recipe.data === data))
}

/** What on the page a recipe's text may point at. */
export const thingKinds = ['series', 'measure', 'view', 'layer', 'setting', 'network'] as const
export interface Pointer {
  text: string
  kind: (typeof thingKinds)[number]
  id: string
}

/** A text in which `[the mode count](measure:modes)` points at something: plain parts and pointers, in order. */
export function partsOf(text: string): (string | Pointer)[] {
  return text
    .split(/(\[[^\]]+\]\([a-z]+:[\w-]+\))/)
    .filter(Boolean)
    .map((part) => {
      const [, words, kind, id] = /^\[(.+)\]\(([a-z]+):([\w-]+)\)$/.exec(part) ?? []
      const known = thingKinds.find((candidate) => candidate === kind)
      return known && words && id ? { text: words, kind: known, id } : part
    })
}
