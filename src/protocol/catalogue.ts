import type { Stop } from './config'
import type { Conflict } from './conflicts'
import type { LayerKindEntry } from './layers'
import type { DataKind, JsonSchema, Role, Settings, SettingValue } from './schema'

/** Everything that the page may offer; the worker sends it once, as plain data. */
export interface Catalogue {
  datasets: DatasetEntry[]
  families: FamilyEntry[]
  metrics: MetricEntry[]
  formats: FormatEntry[]
  recipes?: RecipeEntry[]
  /** Kinds of layer that a network may be made of. */
  layers?: LayerKindEntry[]
  /** Where a first visit starts. */
  start: { data: string; model: string }
}

export interface DatasetEntry {
  id: string
  label: string
  /** One short line: what is in it. */
  summary: string
  kind: DataKind
  /** `[height, width, channels]` for images, `[2]` for points. */
  shape: number[]
  /** Training and test examples. */
  count: number
  testCount: number
  classes?: string[]
  /** For mixtures: how many modes there are. */
  modes?: number
  /** True where a packed classifier names the classes of generated images. */
  classifier?: boolean
  licence: string
  source: string
  /** For points: half the side of the square shown. */
  extent?: number
}

export type Capability =
  | 'sample'
  /** Samples come slowly, site by site. */
  | 'sampleSteps'
  | 'encode'
  | 'decode'
  | 'reconstruct'
  /** Spells an example with words of a codebook. */
  | 'codeMap'
  | 'score'
  | 'posterior'
  | 'elbo'
  | 'classify'

export interface FamilyEntry {
  id: string
  /** Short name for a switch: "GAN". */
  label: string
  /** Full name: "Generative adversarial network". */
  name: string
  /** A paragraph in plain words. */
  summary: string
  paper: Citation
  schema: JsonSchema
  capabilities: Capability[]
  series: Series[]
  /** Complete settings for each data set id. */
  defaults: Record<string, Settings>
  /** Why the family cannot train on a data set, by data set id; absent where it can. */
  unsupported: Record<string, string>
  /** Settings that make no sense together (`whyNot` in conflicts.ts). */
  conflicts?: readonly Conflict[]
}

/** A famous model, or an instructive failure: a point in a family's space of settings. */
export interface RecipeEntry {
  id: string
  label: string
  family: string
  data: string
  /** What differs from the family's defaults for that data. */
  settings: Settings
  seed?: number
  stop?: Stop
  paper: Citation
  /** A paragraph: what happens on the stage and in the curves, and where to look. */
  watch: string
  /** The outcome, and when: steps, and minutes on a 2-core laptop without a GPU. */
  expect: string
  /** True where the run fails on purpose. */
  fails?: boolean
}

export interface Citation {
  authors: string
  year: number
  title: string
  url: string
}

/** How a scalar is to be drawn and read. */
export interface Series {
  id: string
  label: string
  role: Role
  /** Series of one chart share it: `loss`, `score`, … The first chart is `loss`. */
  chart: string
  unit?: string
  better?: 'lower' | 'higher' | 'neither'
  /** The series is reported only if every named setting has one of these values. */
  when?: Record<string, readonly SettingValue[]>
  /** Where every named setting has one of these values its size says nothing: it only puts examples in order. */
  ordinal?: Record<string, readonly SettingValue[]>
  /** In plain words: what it means and what a good value is. */
  meaning: string
}

/** Titles of the charts that series may stand in, in order. */
export const chartTitles: Record<string, string> = {
  loss: 'Losses',
  score: 'Score of D',
  penalty: 'Penalty',
  conditioning: 'Conditioning',
  accuracy: 'Accuracy',
  code: 'Code',
  game: 'Game of encoder and D',
  usage: 'Codebook use',
}

export interface MetricEntry {
  id: string
  label: string
  unit?: string
  better: 'lower' | 'higher'
  meaning: string
  needs: Capability[]
  /** What a family must not have. */
  lacks?: Capability[]
  kind?: DataKind
  /** Taken only if every named setting has one of these values. */
  when?: Record<string, readonly SettingValue[]>
  /** Data sets that it can be taken of; absent: all. */
  datasets?: string[]
  /** Decimals to show. */
  digits: number
  /**
   * What a verdict reads from it: of how many kinds (modes or classes) the samples are, what share of them is good, in per
   * cent, or how unevenly the good ones are spread over all kinds, as a KL divergence in nats.
   */
  tells?: 'kinds' | 'good' | 'unevenness'
}

/** How many kinds of example a data set has, where they can be counted. */
export const kindsOf = (data: DatasetEntry): number | undefined => data.modes ?? data.classes?.length

/** The measures that can be taken of a family on a data set. */
export function metricsOf(catalogue: Catalogue, family: FamilyEntry, data: DatasetEntry): MetricEntry[] {
  return catalogue.metrics.filter(
    ({ kind, datasets, needs, lacks = [] }) =>
      (!kind || kind === data.kind) &&
      (!datasets || datasets.includes(data.id)) &&
      needs.every((need) => family.capabilities.includes(need)) &&
      !lacks.some((name) => family.capabilities.includes(name)),
  )
}

export interface FormatEntry {
  id: string
  label: string
  summary: string
  extension: string
  mime: string
  /** True where a file of this kind can be read back. */
  imports: boolean
}
