import type { LayerKindEntry, LayerParameter, LayerSpec, Networks } from '../../protocol/layers'
import type { Sketch, SketchedNetwork } from '../../protocol/sketch'

/** What the layer editor holds: a draft, how it came about, and what the worker says of it. */
export interface Draft {
  /** Own layers by network; undefined where all are the model's. */
  networks: Networks | undefined
  undo: (Networks | undefined)[]
  redo: (Networks | undefined)[]
  /** Which control the last edit came from, and when: a number that is typed is one edit. */
  last: { control: string; at: number } | null
  sketch: Sketch | null
  /** What an iteration took before, in milliseconds and multiply-adds. */
  measured: { ms: number; macs: number } | null
}

const coalesceMs = 1500
const longestHistory = 100

/** The draft with another set of layers; `control` joins edits of one control in quick succession. */
export function edited(draft: Draft, networks: Networks | undefined, control: string, at: number): Draft {
  const joined = draft.last?.control === control && at - draft.last.at < coalesceMs
  const undo = joined ? draft.undo : [...draft.undo, draft.networks].slice(-longestHistory)
  return { ...draft, networks, undo, redo: [], last: { control, at } }
}

export function undone(draft: Draft): Draft {
  if (!draft.undo.length) return draft
  return {
    ...draft,
    networks: draft.undo.at(-1),
    undo: draft.undo.slice(0, -1),
    redo: [...draft.redo, draft.networks],
    last: null,
  }
}

export function redone(draft: Draft): Draft {
  if (!draft.redo.length) return draft
  return {
    ...draft,
    networks: draft.redo.at(-1),
    redo: draft.redo.slice(0, -1),
    undo: [...draft.undo, draft.networks],
    last: null,
  }
}

/** Layers of one network put in the place of the draft's; undefined gives it back to the model. */
export function withLayers(
  networks: Networks | undefined,
  id: string,
  layers: readonly LayerSpec[] | undefined,
): Networks | undefined {
  const { [id]: _former, ...others } = networks ?? {}
  const next = layers ? { ...others, [id]: [...layers] } : others
  return Object.keys(next).length ? next : undefined
}

export function inserted(layers: readonly LayerSpec[], at: number, layer: LayerSpec): LayerSpec[] {
  return [...layers.slice(0, at), layer, ...layers.slice(at)]
}

export const removed = (layers: readonly LayerSpec[], at: number): LayerSpec[] =>
  layers.filter((_, index) => index !== at)

/** One place up (−1) or down (1). */
export function shifted(layers: readonly LayerSpec[], at: number, by: 1 | -1): LayerSpec[] {
  const next = [...layers]
  const [one, other] = [next[at], next[at + by]]
  if (!one || !other) return next
  next[at] = other
  next[at + by] = one
  return next
}

export function resized(
  layers: readonly LayerSpec[],
  at: number,
  key: string,
  value: LayerSpec[string],
): LayerSpec[] {
  return layers.map((layer, index) => (index === at ? { ...layer, [key]: value } : layer))
}

/** A new layer of a kind, with the parameters that it begins with. */
export function freshLayer({ kind, parameters }: LayerKindEntry): LayerSpec {
  const entries = parameters.flatMap((parameter): [string, LayerSpec[string]][] =>
    'initial' in parameter ? [[parameter.key, parameter.initial]] : [],
  )
  return { kind, ...Object.fromEntries(entries) }
}

/** Why a layer stays as it is; undefined where it may be moved and removed. */
export function lockOf(network: SketchedNetwork, index: number): string | undefined {
  const { specs, lockedBegin, lockedEnd, locks, locked } = network
  if (locked) return locked
  if (index < lockedBegin) return locks.begin
  if (index >= specs.length - lockedEnd) return locks.end
  if (specs[index]?.kind.startsWith('masked'))
    return 'Its mask belongs to its place; only its width may change.'
  return undefined
}

/** Where a layer may be put: after the locked begin, before the locked end. */
export function places({ specs, lockedBegin, lockedEnd }: SketchedNetwork): number[] {
  const [first, last] = [lockedBegin, specs.length - lockedEnd]
  return Array.from({ length: Math.max(0, last - first) + 1 }, (_, i) => first + i)
}

export const editable = (parameter: LayerParameter): boolean => !parameter.fixed

/** "7x7x64", "7 × 7 × 64" or "7, 7, 64" → sizes; null where it is none of these. */
export function parseShape(text: string): number[] | null {
  const sizes = text
    .trim()
    .split(/\s*[x×,]\s*|\s+/i)
    .map(Number)
  return sizes.length <= 3 && sizes.every((size) => Number.isInteger(size) && size > 0) ? sizes : null
}

/** Multiply-adds a second in training, where nothing was measured yet: what the bench saw, by backend. */
const rates: Record<string, number> = { simd: 6e9, webgl: 2e10, cpu: 5e7 }
const softwareRate = 1.5e9
/** What an iteration costs without any arithmetic, in milliseconds. */
const overheadMs: Record<string, number> = { simd: 1, webgl: 8, cpu: 1 }

/**
 * Milliseconds an iteration, roughly: the measured time scaled by the multiply-adds, of which a quarter is taken as
 * fixed; where nothing was measured, the backend's rate.
 */
export function estimatedMs(
  macs: number,
  measured: Draft['measured'],
  device: { backend: string; software: boolean },
): number {
  if (measured && measured.macs > 0) return measured.ms * (0.25 + 0.75 * (macs / measured.macs))
  const rate = device.software && device.backend === 'webgl' ? softwareRate : (rates[device.backend] ?? 1e9)
  return (overheadMs[device.backend] ?? 1) + (1000 * macs) / rate
}
