import { moved, type Pace, type SlowMotion } from '../../slow/slow-state'
import type { Conductor } from '../conductor'

/** Slow motion: one iteration at a time, told in its stages. */
export function slowActions(conductor: Conductor) {
  const { store } = conductor
  const set = (change: Partial<SlowMotion>) =>
    store.setState(({ slow }) => (slow ? { slow: { ...slow, ...change } } : {}))

  async function iterate(): Promise<void> {
    if (store.getState().slow?.waiting) return
    set({ waiting: true })
    await conductor.call(async (session) => {
      const report = await session.slowStep()
      if (report) set({ report, index: 0 })
      else set({ playing: false })
    })
    set({ waiting: false })
    if (store.getState().slow?.report === null) store.setState({ slow: null }) // it failed, and the stage says why
  }

  return {
    openSlow(plays: boolean): void {
      const { slow, status, dead, blocked } = store.getState()
      if (slow || dead || blocked || (status.state !== 'running' && status.state !== 'paused')) return
      const resume = status.state === 'running'
      conductor.running = false
      store.setState({
        problem: null,
        slow: { report: null, index: 0, playing: plays, pace: 'normal', waiting: false, resume },
      })
      void iterate()
    },

    /** Ends it; the run goes on as before, unless something else has moved it. */
    closeSlow(): void {
      const { slow, status } = store.getState()
      store.setState({ slow: null })
      if (!slow?.resume || status.state !== 'paused') return
      conductor.running = true
      conductor.call((session) => session.train())
    },

    moveSlow(by: number): void {
      const { slow } = store.getState()
      if (!slow?.report || slow.waiting) return
      const index = moved(slow, by)
      if (index === null) void iterate()
      else set({ index })
    },

    setSlow(change: { playing?: boolean; pace?: Pace; index?: number }): void {
      set(change)
    },
  }
}
