import { useCallback, useEffect, useRef, useState } from 'react'
import { saveFile } from '../../store/actions/save-file'
import { useThePage } from '../../store/page'
import { addNotice } from '../../store/state'
import type { Order, Report } from './worker'

export interface Saving {
  /** How much is done, 0–1; null while nothing is saved. */
  done: number | null
  /** Whether training rests meanwhile. */
  rests: boolean
  start(order: Order): void
  cancel(): void
}

/**
 * The film as a file, made in a worker of its own. A video is encoded on the processor, which training would leave too little
 * of: it rests until the file is there, then goes on.
 */
export function useSaving(): Saving {
  const { store, actions } = useThePage()
  const [done, setDone] = useState<number | null>(null)
  const [rests, setRests] = useState(false)
  const worker = useRef<Worker | null>(null)
  /** The run that goes on afterwards. */
  const resting = useRef<string | null>(null)

  const end = useCallback(() => {
    worker.current?.terminate()
    worker.current = null
    setDone(null)
    setRests(false)
    const { run, status } = store.getState()
    // Whoever began another run, or paused this one otherwise, has decided.
    if (resting.current && resting.current === run?.id && status.state === 'paused') actions.train()
    resting.current = null
  }, [store, actions])
  useEffect(() => end, [end])

  const start = (order: Order) => {
    const { config, run, status } = store.getState()
    const kind = order.as === 'gif' ? 'gif' : order.as.kind
    const name = `ganvas-${config?.model}-${config?.data}-film-${status.step}.${kind}`
    if (order.as !== 'gif' && status.state === 'running' && run) {
      resting.current = run.id
      setRests(true)
      actions.pause()
    }
    setDone(0)
    const made = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'film' })
    worker.current = made
    made.addEventListener('message', ({ data }: MessageEvent<Report>) => {
      if ('done' in data) {
        setDone(data.done)
        return
      }
      if ('failed' in data) addNotice(store, `The film could not be saved. ${data.failed}`)
      else saveFile(name, kind === 'gif' ? 'image/gif' : `video/${kind}`, data.bytes)
      end()
    })
    made.addEventListener('error', () => {
      addNotice(store, 'The film could not be saved: its encoder did not load.')
      end()
    })
    made.postMessage(order)
  }
  return { done, rests, start, cancel: end }
}
