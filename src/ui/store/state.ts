import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Catalogue } from '../../protocol/catalogue'
import { defaultStop, type RunConfig } from '../../protocol/config'
import type { DeviceReport, ModelDescription, Problem, Status } from '../../protocol/events'
import type { History } from '../../protocol/history'
import type { Draft } from '../editor/draft'
import type { SlowMotion } from '../slow/slow-state'
import { readPref } from '../storage/prefs'
import type { StoredRun } from '../storage/schema'
import type { ShelfState } from '../storage/shelf'
import type { Measured } from './record'

export interface Notice {
  id: number
  level: 'info' | 'warning'
  text: string
}

/** Which run it is, among all that this browser keeps. */
export interface RunIdentity {
  id: string
  /** The run that this one branched from, and where. */
  parent?: { id: string; step: number }
}

/** A run, or only a configuration, that one can go back to. */
export interface Past {
  id: number
  run: RunIdentity
  /** What took its place: "Started over with Latent dimension 16". */
  what: string
  config: RunConfig
  step: number
  checkpoint: Uint8Array | null
  history: History
  measures: Measured[]
}

export interface DataProgress {
  id: string
  loaded: number
  total: number
  problem?: Problem
}

export interface PageState {
  catalogue: Catalogue | null
  /** What the controls show; the session follows it. */
  config: RunConfig | null
  status: Status
  /** The run whose scalars, pictures and measures the record holds; null before the first. */
  run: RunIdentity | null
  /** Whether runs are kept. */
  shelf: ShelfState
  /** A run of an earlier visit that can be gone on with, until this visit has one of its own. */
  offer: StoredRun | null
  description: ModelDescription | null
  device: DeviceReport | null
  data: DataProgress | null
  /** Why the run stands, in place on the stage until the next run. */
  problem: Problem | null
  /** Why the worker is gone; with it come a sentence and a button that makes a new one. */
  dead: string | null
  notices: Notice[]
  /** The last replaced run first. */
  past: Past[]
  /** Id of the past entry whose toast is shown. */
  toast: number | null
  view: string
  /** Layers of the plane that are switched off; its fullest picture is too much at first. */
  hidden: string[]
  large: boolean
  /** The step of the past that the time machine stands at; null while the present is shown. */
  cursor: number | null
  /** The step that pictures and curves' cursor are of there: its own, or the nearest that is kept. */
  shown: number | null
  /** Whether its own pictures are on their way: trained to from an earlier checkpoint. */
  replaying: boolean
  /** A file of points that the drawing dialog is to open. */
  points: File | null
  /** Slow motion, while it is open. */
  slow: SlowMotion | null
  /** The layer editor, while it is open. */
  draft: Draft | null
  /** Why nothing can be trained now: a sentence about layers that do not fit. */
  blocked: string | null
}

export type PageStore = StoreApi<PageState>

export const idle: Status = {
  state: 'idle',
  activity: '',
  step: 0,
  epoch: 0,
  elapsedMs: 0,
  stepsPerSecond: 0,
  stop: defaultStop,
  tensors: 0,
  bytes: 0,
}

/** The time machine switched off. */
export const present = { cursor: null, shown: null, replaying: false } as const

export function createPageStore(): PageStore {
  return createStore<PageState>(() => ({
    catalogue: null,
    config: null,
    status: idle,
    run: null,
    shelf: 'opening',
    offer: null,
    description: null,
    device: null,
    data: null,
    problem: null,
    dead: null,
    notices: [],
    past: [],
    toast: null,
    view: '',
    hidden: readPref('hidden', ['density']),
    large: readPref('large', false),
    ...present,
    points: null,
    slow: null,
    draft: null,
    blocked: null,
  }))
}

export const newRun = (parent?: RunIdentity['parent']): RunIdentity => ({
  // Not from a run's own randomness, and not all browsers have randomUUID outside a secure context.
  id: Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join('-'),
  ...(parent ? { parent } : {}),
})

let lastId = 0
export const nextId = (): number => ++lastId

/** Says what took the place of the latest run: beside the way back to it or, where there is none, in a notice. */
export function tellNext(store: PageStore, what: string): void {
  const { past, toast } = store.getState()
  if (toast === null || past[0]?.id !== toast) addNotice(store, `${what}.`, 'info')
  else store.setState({ past: past.map((entry) => (entry.id === toast ? { ...entry, what } : entry)) })
}

export function addNotice(store: PageStore, text: string, level: Notice['level'] = 'warning'): void {
  store.setState(({ notices }) =>
    notices.some((notice) => notice.text === text)
      ? {}
      : { notices: [...notices.slice(-3), { id: nextId(), level, text }] },
  )
}
