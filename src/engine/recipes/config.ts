import type { DatasetEntry } from '../../protocol/catalogue'
import { defaultSeed, type RunConfig } from '../../protocol/config'
import { defaultSettings } from '../catalogue'
import { ConfigError } from '../core/errors'
import type { Recipe } from '../core/recipe'
import { familyById } from '../families'

/** The run that a recipe describes, on its own data or on other. Throws `ConfigError` for an unknown family. */
export function recipeConfig(recipe: Recipe, data: DatasetEntry): RunConfig {
  const family = familyById(recipe.family)
  if (!family) throw new ConfigError(`There is no model "${recipe.family}".`, 'Choose another recipe.')
  return {
    data: data.id,
    model: recipe.family,
    seed: recipe.seed ?? defaultSeed,
    stop: { ...recipe.stop },
    settings: { ...defaultSettings(family, data), ...recipe.settings },
  }
}
