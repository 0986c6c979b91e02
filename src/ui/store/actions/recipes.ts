import type { RunConfig } from '../../../protocol/config'
import type { Conductor } from '../conductor'
import { transportActions } from './transport'

/** What the gallery asks for. */
export function recipeActions(conductor: Conductor) {
  const { store } = conductor
  const { train } = transportActions(conductor)
  return {
    /** A recipe's run, which begins as soon as it stands; chosen again, it goes on. */
    run(config: RunConfig, label: string): void {
      const before = store.getState().config
      if (before && JSON.stringify(before) === JSON.stringify(config)) {
        train()
        return
      }
      store.setState({ problem: null })
      conductor.running = true
      conductor.replace(config, label)
    },
  }
}
