import type { Catalogue } from '../../../protocol/catalogue'
import { datasetOf, defaultConfig, familyOf, type RunConfig, type Stop } from '../../../protocol/config'
import { fieldsOf, type SettingValue } from '../../../protocol/schema'
import { formatSetting } from '../../controls/format'
import type { Conductor } from '../conductor'
import { addNotice } from '../state'

/** What a run is made of. */
export function experimentActions(conductor: Conductor) {
  const { store } = conductor
  return {
    newSeed(): void {
      const seed = crypto.getRandomValues(new Uint32Array(1))[0]! % 100_000
      conductor.replace({ seed }, `seed ${seed}`)
    },

    setSeed(seed: number): void {
      conductor.replace({ seed }, `seed ${seed}`)
    },

    chooseData(data: string): void {
      const { catalogue, config } = store.getState()
      if (!catalogue || !config || data === config.data) return
      const refusal = familyOf(catalogue, config.model).unsupported[data]
      const family = refusal ? catalogue.families.find((entry) => !entry.unsupported[data]) : undefined
      if (refusal && family) addNotice(store, `${refusal} Using ${family.label}.`, 'info')
      const label = catalogue.datasets.find((entry) => entry.id === data)?.label ?? data
      conductor.replace(
        { data, ...afresh(defaultConfig(catalogue, data, family?.id ?? config.model)) },
        label,
      )
    },

    chooseModel(model: string): void {
      const { catalogue, config } = store.getState()
      if (!catalogue || !config || model === config.model) return
      conductor.replace(
        afresh(defaultConfig(catalogue, config.data, model)),
        familyOf(catalogue, model).label,
      )
    },

    /** One setting: a live one takes effect at the next step, any other begins a new run. */
    change(key: string, value: SettingValue): void {
      const { catalogue, config } = store.getState()
      if (!catalogue || !config || config.settings[key] === value) return
      const field = settingField(catalogue, config, key)
      if (!field) return
      const settings = { ...config.settings, [key]: value }
      if (!field.live) {
        // A setting that shapes the networks would otherwise do nothing where layers were edited.
        const own = config.networks && field.group === 'network'
        if (own) addNotice(store, `${field.title} makes the layers anew: your own were put aside.`, 'info')
        const networks = own ? undefined : config.networks
        conductor.replace({ settings, networks }, `${field.title} ${formatSetting(field, value)}`)
        return
      }
      store.setState({ config: { ...config, settings } })
      // While a run is being built, the conductor sends what changed once it stands.
      const { live } = conductor
      if (live) {
        conductor.live = { ...live, settings: { ...live.settings, [key]: value } }
        conductor.call((session) => session.change({ [key]: value }))
      }
    },

    setStop(stop: Stop): void {
      const { config } = store.getState()
      if (!config) return
      store.setState({ config: { ...config, stop } })
      if (conductor.live) conductor.live = { ...conductor.live, stop }
      conductor.call((session) => session.setStop(stop))
    },

    /** A link opened in this tab, or a file with a configuration. */
    open(config: RunConfig, notices: string[]): void {
      for (const notice of notices) addNotice(store, notice)
      const before = store.getState().config
      if (before && JSON.stringify(before) === JSON.stringify(config)) return
      conductor.replace(config, 'the configuration in the address')
    },
  }
}

function settingField(catalogue: Catalogue, config: RunConfig, key: string) {
  const { schema } = familyOf(catalogue, config.model)
  return fieldsOf(schema, datasetOf(catalogue, config.data).kind).find((field) => field.key === key)
}

/** What a change of data or model replaces; seed and stop condition stay as chosen. */
function afresh({ model, settings }: RunConfig): Partial<RunConfig> {
  return { model, settings }
}
