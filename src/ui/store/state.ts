import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Catalogue } from '../../protocol/catalogue'
import { defaultStop, type RunConfig } from '../../protocol/config'
import type { DeviceReport, ModelDescription, Problem, Status } from '../../protocol/events'
import type { History } from '../../protocol/history'
import type { SlowMotion } from '../slow/slow-state'
import { readPref } from '../storage/prefs'
import type { Measured } from './record'

export interface Notice {
  id: number
  level: 'info' | 'warning'
  text: string
}

/** A run, or only a configuration, that one can go back to. */
export interface Past {
  id: number
  /** What took its place: "Latent dimension 16". */
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
  /** Probes that the person has switched off on the stage. */
  hidden: string[]
  large: boolean
  /** Slow motion, while it is open. */
  slow: SlowMotion | null
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

export function createPageStore(): PageStore {
  return createStore<PageState>(() => ({
    catalogue: null,
    config: null,
    status: idle,
    description: null,
    device: null,
    data: null,
    problem: null,
    dead: null,
    notices: [],
    past: [],
    toast: null,
    view: '',
    hidden: readPref('hidden', []),
    large: readPref('large', false),
    slow: null,
  }))
}

let lastId = 0
export const nextId = (): number => ++lastId

export function addNotice(store: PageStore, text: string, level: Notice['level'] = 'warning'): void {
  store.setState(({ notices }) =>
    notices.some((notice) => notice.text === text)
      ? {}
      : { notices: [...notices.slice(-3), { id: nextId(), level, text }] },
  )
}
