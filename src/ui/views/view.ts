import type { ComponentType } from 'react'
import type { ProbeRequest } from '../../protocol/api'
import type { Capability, DatasetEntry, FamilyEntry } from '../../protocol/catalogue'
import type { DataKind, Settings } from '../../protocol/schema'

/** A picture of what the model does. It appears for every family that has what it needs, on data of its kind. */
export interface View {
  id: string
  label: string
  needs: Capability[]
  /** What a family must not have. */
  lacks?: Capability[]
  kind?: DataKind
  /** Whether it has something to show with these settings. */
  serves?(settings: Settings, family: FamilyEntry): boolean
  /**
   * Watched while the view is seen; `needs` leaves a probe out for families that cannot serve it,
   * and it is not asked for while all of the `layers` drawn from it are switched off.
   */
  probes: (ProbeRequest & { needs?: Capability[]; layers?: string[] })[]
  component: ComponentType<ViewProps>
}

export interface ViewProps {
  family: FamilyEntry
  dataset: DatasetEntry
}

export const has = (family: FamilyEntry, needs: Capability[] = []) =>
  needs.every((capability) => family.capabilities.includes(capability))

export function viewsFor(
  views: View[],
  family: FamilyEntry,
  dataset: DatasetEntry,
  settings: Settings,
): View[] {
  return views.filter(
    (view) =>
      has(family, view.needs) &&
      !view.lacks?.some((capability) => family.capabilities.includes(capability)) &&
      (!view.kind || view.kind === dataset.kind) &&
      view.serves?.(settings, family) !== false,
  )
}

export function probesFor(view: View, family: FamilyEntry, hidden: string[]): ProbeRequest[] {
  return view.probes
    .filter((probe) => has(family, probe.needs) && !probe.layers?.every((layer) => hidden.includes(layer)))
    .map(({ id, options }) => (options ? { id, options } : { id }))
}
