import type { Recipe } from '../core/recipe'
import { aae } from './aae'
import { acgan } from './acgan'
import { ae } from './ae'
import { betaVae } from './beta-vae'
import { bigan } from './bigan'
import { cgan } from './cgan'
import { cvae } from './cvae'
import { dcgan } from './dcgan'
import { denoisingAe } from './denoising-ae'
import { gan } from './gan'
import { ganCollapse } from './gan-collapse'
import { ganDWins } from './gan-d-wins'
import { infogan } from './infogan'
import { iwae } from './iwae'
import { lsgan } from './lsgan'
import { made } from './made'
import { pacgan } from './pacgan'
import { pixelcnn } from './pixelcnn'
import { r3gan } from './r3gan'
import { sgan } from './sgan'
import { sngan } from './sngan'
import { vae } from './vae'
import { vaeCollapse } from './vae-collapse'
import { vaeGan } from './vae-gan'
import { vampVae } from './vamp-vae'
import { vqVae } from './vq-vae'
import { waeMmd } from './wae-mmd'
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
  ae,
  denoisingAe,
  aae,
  vae,
  betaVae,
  cvae,
  iwae,
  waeMmd,
  vampVae,
  vqVae,
  vaeGan,
  made,
  pixelcnn,
  ganCollapse,
  ganDWins,
  vaeCollapse,
]

export function recipeById(id: string): Recipe | undefined {
  return recipes.find((recipe) => recipe.id === id)
}
