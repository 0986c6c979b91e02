import type { DatasetEntry } from './catalogue'
import type { Settings, SettingValue } from './schema'

/**
 * Settings that make no sense together, as data: the page greys out the values that would complete one, with the
 * reason beside the control; the engine refuses a configuration in which one holds.
 */
export interface Conflict {
  /** Settings to change, the most natural one to give way first. */
  keys: readonly string[]
  /** It holds if every named setting has one of these values … */
  when: Record<string, readonly SettingValue[]>
  /** … and, where this is set, the data has no classes. */
  withoutClasses?: true
  /** A sentence: why the two do not go together. */
  reason: string
}

/** The conflicts that hold. */
export function conflictsIn(
  conflicts: readonly Conflict[] | undefined,
  settings: Settings,
  data: Pick<DatasetEntry, 'classes'>,
): Conflict[] {
  return (conflicts ?? []).filter(
    (conflict) =>
      !(conflict.withoutClasses && data.classes) &&
      Object.entries(conflict.when).every(([key, values]) => values.includes(settings[key]!)),
  )
}

/** Why a setting should not take this value now, given the others; undefined where it may. */
export function whyNot(
  conflicts: readonly Conflict[] | undefined,
  settings: Settings,
  data: Pick<DatasetEntry, 'classes'>,
  key: string,
  value: SettingValue,
): string | undefined {
  return conflictsIn(conflicts, { ...settings, [key]: value }, data).find((conflict) => key in conflict.when)
    ?.reason
}
