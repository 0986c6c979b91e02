import type { DatasetEntry } from '../../protocol/catalogue'
import type { RunConfig } from '../../protocol/config'
import type { NetworkDescription } from '../../protocol/events'
import type { Sketch, SketchedNetwork } from '../../protocol/sketch'
import { ConfigError } from '../core/errors'
import type { Family } from '../core/family'
import { customised, lockOf } from '../networks/custom'
import { describeUntil, LayerError, type NetworkSpec } from '../networks/network'
import { effectiveNetworks, resolve } from './model'

/**
 * What a configuration with layers of a person's own would build, also where it cannot be built: every layer up to the
 * one that does not fit, and why. Throws `ConfigError` where the settings themselves make no model.
 */
export function sketchModel(config: RunConfig, data: DatasetEntry): Sketch {
  const { family, settings } = resolve({ ...config, networks: undefined }, data)
  const model = family.networks(settings, data)
  const problem = problemOf(() => {
    customised(model, config.networks)
    effectiveNetworks(family, settings, data, config.networks)
  })
  const networks: SketchedNetwork[] = model
    .filter((spec) => !spec.averageOf)
    .map((spec) => {
      const layers = config.networks?.[spec.id] ?? spec.layers
      const { begin, end } = { begin: lockCount(spec, 1), end: lockCount(spec, -1) }
      return {
        ...describeUntil({ ...spec, layers }),
        specs: [...layers],
        own: config.networks?.[spec.id] !== undefined,
        lockedBegin: begin,
        lockedEnd: end,
        locks: lockReasons(spec),
        ...(spec.locked && { locked: spec.locked }),
        masked: spec.layers.some(({ kind }) => kind.startsWith('masked')),
      }
    })
  return { networks, problem, cost: costOf(family, config, networks, data) }
}

function lockCount(spec: NetworkSpec, direction: 1 | -1): number {
  let count = 0
  const at = () => (direction === 1 ? count : spec.layers.length - 1 - count)
  while (count < spec.layers.length && lockOf({ ...spec, locked: undefined }, at())) count++
  return count
}

function lockReasons(spec: NetworkSpec): { begin?: string; end?: string } {
  return { begin: lockOf(spec, 0), end: lockOf(spec, spec.layers.length - 1) }
}

function problemOf(build: () => void): Sketch['problem'] {
  try {
    build()
    return null
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const { message, next } = error
    const place = error instanceof LayerError ? { network: error.network, layer: error.layer } : {}
    return { message, next, ...place }
  }
}

/**
 * A rough price of one iteration. An update takes three passes' worth of multiply-adds through the networks that it moves
 * (forward, and two products back), and half as many through the others; memory is the weights with their gradients
 * and slots, and every layer's output twice.
 */
function costOf(
  family: Family,
  config: RunConfig,
  networks: readonly NetworkDescription[],
  data: DatasetEntry,
): Sketch['cost'] {
  const { settings } = resolve({ ...config, networks: undefined }, data)
  const batch = family.batchSize(settings)
  const updates = Object.values(family.optimizers(settings))
  let [macs, bytes] = [0, 0]
  for (const network of networks) {
    const moving = updates.filter((update) => update.networks.includes(network.id)).length
    const passes = 3 * moving + 1.5 * (updates.length - moving)
    macs += passes * batch * network.macs
    const outputs = network.layers.reduce(
      (total, { outputShape }) => total + outputShape.reduce((a, b) => a * b, 1),
      0,
    )
    bytes += 4 * (network.parameters * 4 + 2 * batch * outputs)
  }
  return { macs, bytes, batch }
}
