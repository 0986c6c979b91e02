import type { Variable } from '@tensorflow/tfjs-core'
import * as z from 'zod'
import type { DatasetEntry } from '../../protocol/catalogue'
import type { RunConfig } from '../../protocol/config'
import { conflictsIn } from '../../protocol/conflicts'
import type { ModelDescription } from '../../protocol/events'
import type { Networks } from '../../protocol/layers'
import type { JsonSchema, Settings } from '../../protocol/schema'
import { ConfigError } from '../core/errors'
import type { Family, Model } from '../core/family'
import { Rng } from '../core/rng'
import { familyById } from '../families'
import { customised } from '../networks/custom'
import { describeNetwork, Network, type NetworkSpec } from '../networks/network'
import { Optimizer } from './optimizers'

/** The family and its settings, checked against its schema. Throws `ConfigError`. */
export function resolve(config: RunConfig, data: DatasetEntry): { family: Family; settings: Settings } {
  const family = familyById(config.model)
  if (!family) throw new ConfigError(`There is no model "${config.model}".`, 'Choose one from the list.')
  const refusal = family.refuses?.(data)
  if (refusal) throw new ConfigError(refusal, 'Choose other data or another model.')
  const parsed = family.schema.safeParse(config.settings)
  if (!parsed.success)
    throw new ConfigError(z.prettifyError(parsed.error), 'Set these to a value in their range.')
  const [conflict] = conflictsIn(family.conflicts, parsed.data, data)
  if (conflict) throw new ConfigError(conflict.reason, `Change ${settingTitles(family, conflict.keys)}.`)
  return { family, settings: parsed.data }
}

/** "Gradient penalty" or "Weight clipping": the controls that a sentence names. */
function settingTitles(family: Family, keys: readonly string[]): string {
  const { properties } = z.toJSONSchema(family.schema, { io: 'input' }) as JsonSchema
  return keys.map((key) => `“${properties?.[key]?.title ?? key}”`).join(' or ')
}

/** What a configuration would build. Throws `ConfigError`; makes no tensor. */
export function describeModel(config: RunConfig, data: DatasetEntry): ModelDescription {
  const { family, settings } = resolve(config, data)
  const networks = effectiveNetworks(family, settings, data, config.networks)
  return { networks: networks.map(describeNetwork), flow: family.flow(settings, data) }
}

/** The family's networks with a person's own layers in place of some. Throws `ConfigError` naming what does not fit. */
export function effectiveNetworks(
  family: Family,
  settings: Settings,
  data: DatasetEntry,
  custom: Networks | undefined,
): NetworkSpec[] {
  const specs = customised(family.networks(settings, data), custom)
  const refusal = custom && family.refusesLayers?.(specs, settings, data)
  if (refusal) throw new ConfigError(refusal, 'Change the layer, or the setting.')
  return specs
}

/** Networks with initial weights and fresh optimizers: a function of configuration and seed alone. */
export function buildModel(
  family: Family,
  settings: Settings,
  data: DatasetEntry,
  seed: number,
  custom?: Networks,
): Model {
  const specs = effectiveNetworks(family, settings, data, custom)
  const networks: Record<string, Network> = {}
  const optimizers: Record<string, Optimizer> = {}
  const state: Record<string, Variable> = {}
  try {
    for (const spec of specs) {
      networks[spec.id] = new Network(spec, Rng.stream(seed, `weights/${spec.averageOf ?? spec.id}`))
    }
    for (const [name, spec] of Object.entries(family.optimizers(settings))) {
      const variables = new Map(spec.networks.flatMap((id) => [...networks[id]!.trainable]))
      optimizers[name] = new Optimizer(spec.settings.kind, variables)
    }
    Object.assign(state, family.state?.(settings, data, Rng.stream(seed, 'state'), specs))
  } catch (error) {
    disposeAll(networks, optimizers, state)
    throw error
  }
  return { config: { ...settings }, data, networks, optimizers, state }
}

export function disposeModel(model: Model): void {
  disposeAll(model.networks, model.optimizers, model.state)
}

function disposeAll(
  networks: Record<string, Network>,
  optimizers: Record<string, Optimizer>,
  state: Record<string, Variable>,
): void {
  for (const network of Object.values(networks)) network.dispose()
  for (const optimizer of Object.values(optimizers)) optimizer.dispose()
  for (const variable of Object.values(state)) variable.dispose()
}
