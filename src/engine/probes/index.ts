import { dispose, keep, type Tensor, tidy } from '@tensorflow/tfjs-core'
import type { Block, Frame } from '../../protocol/events'
import { type Probe, type Subject, servesNow } from '../core/probe'
import { classGrid } from './class-grid'
import { codeMaps } from './code-maps'
import { density } from './density'
import { gradients } from './gradients'
import { heatMap } from './heat-map'
import { latentGrid } from './latent-grid'
import { layers } from './layers'
import { posterior } from './posterior'
import { rawSamples } from './raw-samples'
import { real } from './real'
import { reconstructions } from './reconstructions'
import { saliency } from './saliency'
import { samples } from './samples'
import { traversals } from './traversals'

/** Every probe. A new one is one file and one line here. */
export const probes: readonly Probe[] = [
  samples,
  real,
  reconstructions,
  heatMap,
  latentGrid,
  gradients,
  posterior,
  density,
  saliency,
  classGrid,
  traversals,
  codeMaps,
  rawSamples,
  layers,
]

/**
 * A frame of the probe, read back without blocking; null for an unknown probe, or one that cannot look at this model.
 * The tensors are those of the moment of the call.
 */
export async function look(
  id: string,
  subject: Subject,
  step: number,
  options: Record<string, number> = {},
): Promise<Frame | null> {
  const probe = probes.find((candidate) => candidate.id === id)
  if (!probe || !servesNow(probe, subject)) return null
  const seen = tidy(() => probe.look(subject, options) as Record<string, Tensor>) as Record<
    string,
    Tensor | Block
  >
  // Slow motion looks from within an iteration, whose tidy must leave these to their reader.
  for (const value of Object.values(seen)) if ('dispose' in value) keep(value)
  return toFrame(probe, step, seen)
}

/**
 * Frames of the probe, one for most; where the family draws slowly, one for each slice of `sliceMs` of drawing, the
 * last of them complete. Each `next()` does one slice; `return()` stops and frees what is held.
 */
export async function* lookSlowly(
  id: string,
  subject: Subject,
  step: number,
  options: Record<string, number> = {},
  sliceMs = 25,
): AsyncGenerator<Frame, void> {
  const probe = probes.find((candidate) => candidate.id === id)
  const able = probe && servesNow(probe, subject)
  const stages = able ? probe.lookSlowly?.(subject, options) : undefined
  if (!stages) {
    const frame = await look(id, subject, step, options)
    if (frame) yield frame
    return
  }
  let latest: Record<string, Tensor> | undefined
  try {
    for (let over = false; !over; ) {
      const end = Date.now() + sliceMs
      do {
        const stage = stages.next()
        over = stage.done === true
        if (stage.done) break
        dispose(latest ?? {})
        latest = stage.value
      } while (Date.now() < end)
      const drawn = latest
      latest = undefined
      if (drawn) yield await toFrame(probe!, step, drawn)
    }
  } finally {
    stages.return()
    dispose(latest ?? {})
  }
}

/** Reads the tensors back without blocking and disposes of them. */
async function toFrame(probe: Probe, step: number, seen: Record<string, Tensor | Block>): Promise<Frame> {
  const entries = await Promise.all(
    Object.entries(seen).map(async ([name, value]): Promise<[string, Block]> => {
      const block = await toBlock(value)
      return [name, probe.pixels.includes(name) ? toBytes(block) : block]
    }),
  )
  return { probe: probe.id, step, blocks: Object.fromEntries(entries) }
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
