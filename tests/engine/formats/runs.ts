import { ConfigError } from '../../../src/engine/core/errors'
import type { Family } from '../../../src/engine/core/family'
import { families } from '../../../src/engine/families'
import type { ExportSource } from '../../../src/engine/formats/format'
import type { LayerSpec } from '../../../src/engine/networks/layer'
import { resolve } from '../../../src/engine/training/model'
import { disposeSnapshot, download, type Run } from '../../../src/engine/training/run'
import type { DatasetEntry } from '../../../src/protocol/catalogue'
import { History } from '../../../src/protocol/history'
import type { Settings } from '../../../src/protocol/schema'
import { tinyImages, tinyPoints } from '../../support/tiny-data'
import { advance, familyFields, settingsFor, tinyConfig, tinyRun, tinySettings } from '../../support/tiny-run'

/** Small runs of every family, for tests of what is written from a run. */
export interface Case {
  name: string
  family: Family
  data: DatasetEntry
  settings: Settings
}

/**
 * Every family on either kind of data with its defaults and each architecture, then with each choice and switch in
 * turn that brings in a network or a kind of layer which none of the family's former cases has.
 */
export const cases: Case[] = families.flatMap((family) => {
  const seen = new Set<string>()
  return [tinyImages, tinyPoints].flatMap((data) => {
    if (family.refuses?.(data)) return []
    const base = tinySettings(family, data)
    const fields = familyFields(family, data)
    const variants = fields.flatMap((field) => {
      const values = field.type === 'choice' ? field.values : field.type === 'switch' ? [true, false] : []
      return values.map((value): [string, Settings] => [
        `${field.key} ${value}`,
        { ...settingsFor(field, fields, base), [field.key]: value },
      ])
    })
    variants.sort(([a], [b]) => Number(isArchitecture(b)) - Number(isArchitecture(a)))
    return [['defaults', base] as [string, Settings], ...variants].flatMap(([variant, settings]) => {
      const parts = partsOf(family, data, settings)
      const brings = parts.filter((part) => !seen.has(part))
      if (brings.length === 0 && variant !== 'defaults') return []
      for (const part of brings) seen.add(part)
      return [{ name: `${family.id}, ${data.kind}, ${variant}`, family, data, settings }]
    })
  })
})

function isArchitecture(variant: string): boolean {
  return variant.startsWith('architecture ')
}

/** One case for each family, kind of data and architecture. */
export const architectures = cases.filter(({ name }) => /, (defaults|architecture \w+)$/.test(name))

/** The networks and kinds of layer that the settings build; none where they cannot be. */
function partsOf(family: Family, data: DatasetEntry, settings: Settings): string[] {
  try {
    const { settings: checked } = resolve(tinyConfig(family, data, settings), data)
    return [
      ...family
        .networks(checked, data)
        .flatMap(({ id, role, layers }) => [id, ...kindsOf(layers).map((kind) => `${role} ${kind}`)]),
      `spectral norm ${checked.spectralNorm ?? false}`, // further variables that act on the weights
    ]
  } catch (error) {
    if (error instanceof ConfigError) return []
    throw error
  }
}

/** Kinds with their function, through nested lists. */
function kindsOf(layers: readonly LayerSpec[]): string[] {
  return layers.flatMap((layer) => [
    `${layer.kind} ${layer.function ?? ''}`,
    ...Object.values(layer).flatMap((value) =>
      Array.isArray(value) && typeof value[0] === 'object' ? kindsOf(value as LayerSpec[]) : [],
    ),
  ])
}

/** A run of the case, `steps` steps old. The caller disposes of it. */
export function trainedRun({ family, data, settings }: Case, steps = 0, seed = 1): Run {
  const run = tinyRun(family, data, settings, seed)
  advance(run, steps)
  return run
}

/** A DCGAN with batch norm: every kind of weight that there is. */
export function dcgan(changes: Settings = {}): Case {
  const family = families.find(({ id }) => id === 'gan')!
  const settings = {
    ...tinySettings(family, tinyImages),
    architecture: 'dcgan',
    generatorNorm: 'batch',
    ...changes,
  }
  return { name: 'dcgan', family, data: tinyImages, settings }
}

/** What the worker would hand to a format. */
export async function sourceOf(run: Run): Promise<ExportSource> {
  const snapshot = run.snapshot(1234)
  const checkpoint = await download(snapshot)
  disposeSnapshot(snapshot)
  const history = new History()
  history.append([1, 2, 3], { loss: [0.1, 0.5, 0.25], score: [Number.NaN, 1 / 3, 2] })
  const { shape, kind } = run.data.info
  const size = shape.reduce((total, side) => total * side, 1)
  const values = Array.from({ length: 10 * size }, (_, i) => (i * 37) % 256)
  const data = kind === 'image' ? Uint8Array.from(values) : Float32Array.from(values, (v) => v / 128 - 1)
  return { run, checkpoint, history, samples: { shape: [10, ...shape], data } }
}
