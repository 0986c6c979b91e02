import { FormatError } from '../core/errors'
import type { Model } from '../core/family'
import type { TensorData } from '../training/checkpoint'
import { quote } from './format'
import type { NamedArray } from './safetensors'

const openAsMade = 'Choose the data, model and network settings with which it was made, then import it again.'

/** Name → shape of everything that training changes and a checkpoint keeps, but for the optimizers' slots. */
export function weightShapes(model: Model): Map<string, readonly number[]> {
  const variables = Object.values(model.networks).flatMap((network) => [...network.variables])
  for (const [name, variable] of Object.entries(model.state)) variables.push([`state/${name}`, variable])
  return new Map(variables.map(([name, { shape }]) => [name, shape]))
}

/**
 * Just the model's weights out of a file's arrays, as float32. Throws `FormatError` where one is missing, has another
 * shape or is not finite, and where the file has more for one of the networks: then it is of another network.
 */
export function fitWeights(arrays: ReadonlyMap<string, NamedArray>, model: Model): Map<string, TensorData> {
  const shapes = weightShapes(model)
  const networks = Object.keys(model.networks)
  for (const network of networks) {
    const given = [...arrays.keys()].filter((name) => name.startsWith(`${network}/`))
    if (given.length === 0) throw new FormatError(`The file has no network ${quote(network)}.`, openAsMade)
    const extra = given.find((name) => !shapes.has(name))
    if (extra !== undefined)
      throw new FormatError(`The file has ${quote(extra)}, which this model has not.`, openAsMade)
  }
  const fitted = new Map<string, TensorData>()
  for (const [name, shape] of shapes) {
    const array = arrays.get(name)
    if (!array) throw new FormatError(`The file has no weights ${quote(name)}.`, openAsMade)
    if (array.shape.join() !== shape.join())
      throw new FormatError(
        `${quote(name)} is ${showShape(array.shape)} in the file, but ${showShape(shape)} in this model.`,
        openAsMade,
      )
    fitted.set(name, toTensorData(name, array))
  }
  return fitted
}

/** As float32, or a `FormatError` where a number is not finite (or too large for float32). */
export function toTensorData(name: string, { shape, data }: NamedArray): TensorData {
  const floats = data instanceof Float32Array ? data : Float32Array.from(data)
  if (!floats.every(Number.isFinite))
    throw new FormatError(
      `${quote(name)} holds numbers that are not finite.`,
      'This run had diverged; choose a file from before.',
    )
  return { shape: [...shape], data: floats }
}

function showShape(shape: readonly number[]): string {
  return shape.length ? shape.slice(0, 8).join('×') : 'one number'
}
