import { datasetOf, familyOf } from '../../../protocol/config'
import { type Field, fieldsOf, type NumberField } from '../../../protocol/schema'
import type { Conductor } from '../conductor'
import type { PageState } from '../state'

/** The way out of a run that diverged: back to healthy weights, with a change if wished. */
export function rollBackActions(conductor: Conductor) {
  const { store, shelf } = conductor
  /** Where the last roll-back led, by run: diverging again from there asks for one further back. */
  let former: { run: string; step: number } | null = null

  return {
    /**
     * Back to the last checkpoint from before the trouble; from one that has already led into trouble, to the one before.
     * Where there is none, the weights that the worker kept have to do. Then training goes on.
     */
    async rollBack(change: 'same' | 'halved rates'): Promise<void> {
      const { run, status } = store.getState()
      if (!run) return
      const version = conductor.nextVersion()
      store.setState({ problem: null })
      const bound = former?.run === run.id ? Math.min(former.step - 1, status.step) : status.step
      const steps = (await shelf.store?.checkpoints(run.id).catch(() => [])) ?? []
      const step = steps.map((row) => row.step).findLast((each) => each <= bound)
      const stored =
        step === undefined ? undefined : await shelf.store?.checkpoint(run.id, step).catch(() => undefined)
      const bytes = stored ?? conductor.keeper.kept?.bytes
      if (version !== conductor.version) return
      conductor.running = false
      if (bytes) await conductor.restore({ checkpoint: bytes, run }, version)
      if (version !== conductor.version || store.getState().problem) return
      former = { run: run.id, step: store.getState().status.step }
      if (change === 'halved rates') {
        const halved = halvedRates(store.getState())
        store.setState(({ config }) => ({
          config: config && { ...config, settings: { ...config.settings, ...halved } },
        }))
        const { live } = conductor
        if (live) conductor.live = { ...live, settings: { ...live.settings, ...halved } }
        await conductor.call((session) => session.change(halved))
      }
      // What was kept of the life that led astray goes with the first save of the new one.
      await conductor.keeper.take()
      if (version !== conductor.version) return
      conductor.running = true
      await conductor.call((session) => session.train())
    },
  }
}

/** Every learning rate of the run that can be changed under way, halved as far as its range allows. */
function halvedRates({ catalogue, config }: PageState): Record<string, number> {
  if (!catalogue || !config) return {}
  const { schema } = familyOf(catalogue, config.model)
  return Object.fromEntries(
    fieldsOf(schema, datasetOf(catalogue, config.data).kind)
      .filter(isRate)
      .map((field) => [field.key, Math.max(field.minimum, Number(config.settings[field.key]) / 2)]),
  )
}

const isRate = (field: Field): field is NumberField =>
  field.type === 'number' && field.live === true && /(^learningRate|Rate)$/.test(field.key)
