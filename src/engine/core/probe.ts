import type { Tensor } from '@tensorflow/tfjs-core'
import type { Capability } from '../../protocol/catalogue'
import type { Block } from '../../protocol/events'
import type { DataKind } from '../../protocol/schema'
import type { LoadedData } from './dataset'
import type { Family, Model } from './family'

/** What a probe looks at. Looking never changes the run: noise comes from streams of the probe's own. */
export interface Subject {
  family: Family
  model: Model
  data: LoadedData
  seed: number
}

/**
 * What one picture on the stage is drawn from: one file in src/engine/probes. `look` runs inside a tidy; a tensor in
 * unit range whose name is in `pixels` reaches the page as bytes.
 */
export interface Probe {
  id: string
  needs: readonly Capability[]
  /** What a family must not have. */
  lacks?: readonly Capability[]
  kind?: DataKind
  /** What the settings must allow for. */
  serves?(subject: Subject): boolean
  /** Names of blocks that hold images in unit range, where the data is images. */
  pixels: readonly string[]
  look(subject: Subject, options: Record<string, number>): Record<string, Tensor | Block>
  /**
   * The same picture in stages, for families in which one look takes long; undefined where it does not. The caller
   * advances it when it has time, and disposes of each stage's tensors; `return()` ends it early.
   */
  lookSlowly?(
    subject: Subject,
    options: Record<string, number>,
  ): Generator<Record<string, Tensor>, void> | undefined
}

/** Whether the probe can look at this family on this data. */
export function canLook(
  { needs, lacks = [], kind: ownKind }: Pick<Probe, 'needs' | 'lacks' | 'kind'>,
  family: Family,
  kind: DataKind,
): boolean {
  return (
    (!ownKind || ownKind === kind) &&
    needs.every((need) => typeof family[need] === 'function') &&
    lacks.every((name) => family[name] === undefined)
  )
}

/** Whether the probe can look at this very model. */
export function servesNow(probe: Probe, subject: Subject): boolean {
  return canLook(probe, subject.family, subject.data.info.kind) && probe.serves?.(subject) !== false
}
