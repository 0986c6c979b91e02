import type { Recipe } from '../core/recipe'
import { acgan } from './acgan'
import { bigan } from './bigan'
import { cgan } from './cgan'
import { dcgan } from './dcgan'
import { gan } from './gan'
import { ganCollapse } from './gan-collapse'
import { ganDWins } from './gan-d-wins'
import { infogan } from './infogan'
import { lsgan } from './lsgan'
import { pacgan } from './pacgan'
import { r3gan } from './r3gan'
import { sgan } from './sgan'
import { sngan } from './sngan'
import { wgan } from './wgan'
import { wganGp } from './wgan-gp'

/** Every recipe, in the order in which the page offers them. A new one is one file and one line here. */
export const recipes: readonly Recipe[] = [
  gan,
  dcgan,
  lsgan,
  wgan,
  wganGp,
  sngan,
  r3gan,
  pacgan,
  cgan,
  acgan,
  infogan,
  sgan,
  bigan,
  ganCollapse,
  ganDWins,
]

export function recipeById(id: string): Recipe | undefined {
  return recipes.find((recipe) => recipe.id === id)
}
