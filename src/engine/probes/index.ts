import { type Tensor, tidy } from '@tensorflow/tfjs-core'
import type { Block, Frame } from '../../protocol/events'
import { canLook, type Probe, type Subject } from '../core/probe'
import { heatMap } from './heat-map'
import { latentGrid } from './latent-grid'
import { real } from './real'
import { reconstructions } from './reconstructions'
import { samples } from './samples'

/** Every probe. A new one is one file and one line here. */
export const probes: readonly Probe[] = [samples, real, reconstructions, heatMap, latentGrid]

/**
 * A frame of the probe, read back without blocking; null for an unknown probe, or one that cannot look at this family.
 * The tensors are those of the moment of the call.
 */
export async function look(
  id: string,
  subject: Subject,
  step: number,
  options: Record<string, number> = {},
): Promise<Frame | null> {
  const probe = probes.find((candidate) => candidate.id === id)
  if (!probe || !canLook(probe, subject.family, subject.data.info.kind)) return null
  const seen = tidy(() => probe.look(subject, options) as Record<string, Tensor>) as Record<
    string,
    Tensor | Block
  >
  const entries = await Promise.all(
    Object.entries(seen).map(async ([name, value]): Promise<[string, Block]> => {
      const block = await toBlock(value)
      return [name, probe.pixels.includes(name) ? toBytes(block) : block]
    }),
  )
  return { probe: id, step, blocks: Object.fromEntries(entries) }
}

async function toBlock(value: Tensor | Block): Promise<Block> {
  if (!('dispose' in value)) return value
  try {
    return { shape: value.shape, data: Float32Array.from(await value.data<'float32'>()) }
  } finally {
    value.dispose()
  }
}

function toBytes({ shape, data }: Block): Block {
  const bytes = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i++) bytes[i] = Math.min(255, Math.max(0, Math.round(data[i]! * 255)))
  return { shape, data: bytes }
}
