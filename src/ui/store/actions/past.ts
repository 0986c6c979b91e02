import type { Conductor } from '../conductor'

/** The way back from a replaced run. */
export function pastActions(conductor: Conductor) {
  const { store } = conductor
  return {
    /** Takes back the last replacement, or the one named. */
    async goBack(id?: number): Promise<void> {
      const { past } = store.getState()
      const entry = id === undefined ? past[0] : past.find((candidate) => candidate.id === id)
      if (!entry) return
      const version = conductor.nextVersion()
      conductor.running = false
      store.setState({
        config: entry.config,
        past: past.slice(past.indexOf(entry) + 1),
        toast: null,
        problem: null,
      })
      if (!entry.checkpoint) {
        await conductor.prepare(version)
        return
      }
      await conductor.restore(entry, version)
    },

    closeToast(): void {
      store.setState({ toast: null })
    },
  }
}
