import type { Settings } from '../../protocol/schema'
import type { Family } from '../core/family'
import { aae } from './aae/aae'
import { autoencoder } from './autoencoder/autoencoder'
import { autoregressive } from './autoregressive/autoregressive'
import { bigan } from './bigan'
import { gan } from './gan/gan'
import { vae } from './vae/vae'
import { vaeGan } from './vae-gan/vae-gan'
import { vqVae } from './vq-vae/vq-vae'

/** Every family. A new one is one file and one line here. */
export const families = [
  gan,
  bigan,
  vae,
  autoencoder,
  aae,
  vaeGan,
  vqVae,
  autoregressive,
] as unknown as readonly Family<Settings>[]

export function familyById(id: string): Family<Settings> | undefined {
  return families.find((family) => family.id === id)
}
