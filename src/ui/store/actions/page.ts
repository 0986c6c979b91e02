import type { ProbeRequest } from '../../../protocol/api'
import { writePref } from '../../storage/prefs'
import type { Conductor } from '../conductor'

const lookAwayMs = 200

/** What the page shows of a run, and what it no longer shows. */
export function pageActions(conductor: Conductor) {
  const { store } = conductor
  /** Who looked last. */
  let peeker: symbol | null = null
  return {
    closeNotice(id: number): void {
      store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }))
    },

    closeProblem(): void {
      store.setState({ problem: null })
    },

    /** What is seen is what is computed: only the probes of the visible view are watched. */
    watch(probes: ProbeRequest[]): void {
      conductor.seen = probes
      conductor.call((session) => session.watch(conductor.probes))
    },

    /**
     * Looks at the layers of one network, by its index, until the returned function is called. It looks away a moment
     * later: the pointer may only have gone to the next bar.
     */
    peek(network: number): () => void {
      const watch = () => conductor.call((session) => session.watch(conductor.probes))
      const mine = Symbol()
      peeker = mine
      if (conductor.peeked[0]?.options?.network !== network) {
        conductor.peeked = [{ id: 'layers', options: { network } }]
        watch()
      }
      return () => {
        setTimeout(() => {
          if (peeker !== mine) return
          conductor.peeked = []
          watch()
        }, lookAwayMs)
      }
    },

    show(view: string): void {
      store.setState({ view })
    },

    toggleLayer(layer: string): void {
      store.setState(({ hidden }) => ({
        hidden: hidden.includes(layer) ? hidden.filter((id) => id !== layer) : [...hidden, layer],
      }))
      writePref('hidden', store.getState().hidden)
    },

    setLarge(large: boolean): void {
      store.setState({ large })
      writePref('large', large)
    },
  }
}
