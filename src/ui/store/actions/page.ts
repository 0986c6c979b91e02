import type { ProbeRequest } from '../../../protocol/api'
import { writePref } from '../../storage/prefs'
import type { Conductor } from '../conductor'

/** What the page shows of a run, and what it no longer shows. */
export function pageActions(conductor: Conductor) {
  const { store } = conductor
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

    /** Looks at the layers of one network, by its index, while it is pointed at; null looks away. */
    peek(network: number | null): void {
      conductor.peeked = network === null ? [] : [{ id: 'layers', options: { network } }]
      conductor.call((session) => session.watch(conductor.probes))
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
