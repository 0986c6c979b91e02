import { aae } from './aae'
import { autoencoder } from './autoencoder'
import { autoregressive } from './autoregressive'
import { bigan } from './bigan'
import type { Explanation } from './explanation'
import { gan } from './gan'
import { vae } from './vae'
import { vaeGan } from './vae-gan'
import { vqVae } from './vq-vae'

/** Every explanation by its family's id. A new one is a file and a line here. */
export const explanations: Record<string, Explanation> = {
  gan,
  bigan,
  vae,
  autoencoder,
  aae,
  'vae-gan': vaeGan,
  'vq-vae': vqVae,
  autoregressive,
}
