import type { Settings } from '../../protocol/schema'
import type { Family } from '../core/family'
import { autoregressive } from './autoregressive/autoregressive'
import { gan } from './gan/gan'
import { vae } from './vae/vae'

/** Every family. A new one is one file and one line here. */
export const families = [gan, vae, autoregressive] as unknown as readonly Family<Settings>[]

export function familyById(id: string): Family<Settings> | undefined {
  return families.find((family) => family.id === id)
}
