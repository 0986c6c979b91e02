import type { Conductor } from '../conductor'

/** What moves the run. */
export function transportActions(conductor: Conductor) {
  const { store } = conductor

  function train(): void {
    if (store.getState().dead || store.getState().blocked) return
    conductor.running = true
    store.setState({ problem: null })
    conductor.call((session) => session.train())
  }

  function pause(): void {
    conductor.running = false
    conductor.call((session) => session.pause())
  }

  return {
    train,
    pause,

    step(): void {
      if (store.getState().blocked) return
      conductor.running = false
      store.setState({ problem: null })
      conductor.call((session) => session.step())
    },

    toggle(): void {
      const { status, dead, config } = store.getState()
      if (dead || !config || status.state === 'building' || status.state === 'idle') return
      if (status.state === 'running') pause()
      else if (status.state === 'paused') train()
    },

    /** Back to the same initial weights. */
    async reset(): Promise<void> {
      if (!conductor.live || store.getState().status.step === 0) return
      conductor.running = false
      const version = conductor.nextVersion()
      await conductor.keepPast('Started over with the same initial weights')
      if (version === conductor.version) await conductor.reset(version)
    },

    measure(): void {
      conductor.call((session) => session.measure())
    },
  }
}
