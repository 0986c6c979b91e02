import type { Block, Frame } from '../../../protocol/events'
import type { DataKind } from '../../../protocol/schema'
import { interleave } from '../../canvas/image-grid'
import { wholePlane } from '../../canvas/plane/projection'
import { stacked } from '../../views/plane-layers'
import type { Moment } from '../film'
import type { Pictured, Shot } from './picture'

/** What a film can be drawn from, besides its moments. */
export interface Source {
  /** Real examples: the same at all times. */
  real?: Frame
  /** Layers of the plane that are switched off. */
  hidden: readonly string[]
  extent: number
}

/** What a film can show. */
export interface Subject {
  id: string
  label: string
  /** Where a person sees it on the page. */
  view: string
  /** What a moment must have for it, and the only data that it is for. */
  probe: string
  kind?: DataKind
  shots(moments: readonly Moment[], source: Source): Shot[]
}

const mostImages = 64
const pairsAcross = 8

/** Every subject, in the order of the menu. */
export const subjects: readonly Subject[] = [
  {
    id: 'plane',
    label: 'The plane with its layers',
    view: 'plane',
    probe: 'samples',
    kind: 'points',
    shots: planeShots,
  },
  {
    id: 'samples',
    label: 'Samples',
    view: 'samples',
    probe: 'samples',
    shots: (moments) =>
      each(moments, 'samples', ({ images, points }) =>
        images ? { block: first(images) } : points && { block: points },
      ),
  },
  {
    id: 'reconstructions',
    label: 'Reconstructions',
    view: 'reconstructions',
    probe: 'reconstructions',
    kind: 'image',
    shots: (moments) =>
      each(moments, 'reconstructions', ({ inputs, outputs }) =>
        inputs && outputs
          ? { block: interleave(inputs, outputs, pairsAcross), columns: pairsAcross, paired: true }
          : undefined,
      ),
  },
  {
    id: 'latent-map',
    label: 'Latent map',
    view: 'latent-map',
    probe: 'latent-grid',
    kind: 'image',
    shots: (moments) => each(moments, 'latent-grid', ({ images }) => images && { block: images, gap: 0 }),
  },
]

/** The pictures of one probe, all of the size of the first. */
function each(
  moments: readonly Moment[],
  probe: string,
  pick: (blocks: Frame['blocks']) => Pictured | undefined,
): Shot[] {
  const shots = moments.flatMap(({ step, frames }) => {
    const frame = frames.get(probe)
    const picked = frame && pick(frame.blocks)
    return picked ? [{ step, ...picked }] : []
  })
  return shots.filter(
    ({ block }) => block.shape.length !== 4 || block.shape.join() === shots[0]!.block.shape.join(),
  )
}

function first({ shape, data }: Block): Block {
  const [count, ...rest] = shape as [number, ...number[]]
  const kept = Math.min(count, mostImages)
  return { shape: [kept, ...rest], data: data.subarray(0, (data.length / count) * kept) }
}

/**
 * The plane as the layers' checkboxes have it. Moments that lack a layer (it was switched off then) are left out where that
 * leaves at least half of them: a layer that comes and goes is no film.
 */
function planeShots(moments: readonly Moment[], { real, hidden, extent }: Source): Shot[] {
  const shown = stacked.filter(({ id }) => !hidden.includes(id))
  const wanted = new Set(shown.map(({ probe }) => probe))
  const known = [...wanted].filter((probe) => moments.some(({ frames }) => frames.has(probe)))
  const some = moments.filter(({ frames }) => frames.has('samples'))
  const whole = some.filter(({ frames }) => known.every((probe) => frames.has(probe)))
  const layers = shown.map(({ id }) => id)
  return (2 * whole.length >= some.length ? whole : some).map(({ step, frames }) => ({
    step,
    scene: { kind: 'plane', props: { layers, extent, camera: wholePlane } },
    frames: new Map(
      [...(real ? [['real', real] as const] : []), ...frames].filter(([probe]) => wanted.has(probe)),
    ),
  }))
}
