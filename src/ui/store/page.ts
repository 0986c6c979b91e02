import {
  createContext,
  startTransition,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useStore } from 'zustand'
import { datasetOf, familyOf } from '../../protocol/config'
import type { Actions } from './actions'
import type { RunRecord } from './record'
import type { PageState, PageStore } from './state'

export interface Page {
  store: PageStore
  record: RunRecord
  actions: Actions
}

export const PageContext = createContext<Page | null>(null)

export function useThePage(): Page {
  const page = useContext(PageContext)
  if (!page) throw new Error('No page around this component.')
  return page
}

export function usePage<T>(select: (state: PageState) => T): T {
  return useStore(useThePage().store, select)
}

export const useActions = (): Actions => useThePage().actions
export const useRecord = (): RunRecord => useThePage().record

/** Catalogue entries of the chosen family and data set; null until the catalogue is there. */
export function useFamily() {
  return usePage(({ catalogue, config }) => (catalogue && config ? familyOf(catalogue, config.model) : null))
}
export function useDataset() {
  return usePage(({ catalogue, config }) => (catalogue && config ? datasetOf(catalogue, config.data) : null))
}

/**
 * Counts up when the record's topic changes, at most once in `every` milliseconds; for components that draw from
 * the record. `phase` staggers several of them, so that their work falls into different tasks.
 */
export function useTick(topic: Parameters<RunRecord['listen']>[0], every = 250, phase = 0): number {
  const record = useRecord()
  const [tick, setTick] = useState(0)
  const last = useRef(0)
  const asked = useRef(0)
  const cost = useRef(0)
  // What the last drawing cost sets the pace of the next: a slow machine sees fewer of them, not a page that sticks.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each tick is a drawing
  useLayoutEffect(() => {
    if (asked.current) cost.current = performance.now() - asked.current
    asked.current = 0
  }, [tick])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = record.listen(topic, () => {
      timer ??= setTimeout(
        () => {
          timer = undefined
          last.current = asked.current = performance.now()
          // A transition is drawn in slices, so that a click never waits for a chart.
          startTransition(() => setTick((count) => count + 1))
        },
        Math.max(
          phase,
          last.current + Math.min(3000, Math.max(every, 12 * cost.current)) - performance.now(),
        ),
      )
    })
    setTick((count) => count + 1) // what came between the first drawing and now
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [record, topic, every, phase])
  return tick
}
