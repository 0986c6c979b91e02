import type { Run } from '../training/run'
import type { ArchiveNotes } from './tfjs-layers'

/** README.txt of the archive: what is in it, and the lines of code that draw samples with it. */
export function readme({ family, data, model }: Run, { step, networks }: ArchiveNotes): string {
  const entries = Object.entries(networks)
  const drawing = entries.filter(
    ([id, { model: path }]) => path && ['generator', 'decoder'].includes(model.networks[id]!.spec.role),
  )
  // A moving average of the generator draws the better samples.
  const best = drawing.find(([id]) => model.networks[id]!.spec.averageOf) ?? drawing[0]
  return `${family.name} trained on ${data.info.label} with Ganvas, ${step.toLocaleString('en')} steps.
${best ? code(best) : ''}
The networks (the first dimension is the batch):
${entries.map(description).join('')}
ganvas.json has the configuration. The page that wrote this archive also reads it.
`
}

function code([id, { model, input, output }]: [string, Usage]): string {
  const name = /^[a-z]$/.test(input.tensor) ? input.tensor : 'input'
  return `
Serve this folder over HTTP, then:

  import * as tf from '@tensorflow/tfjs'
  const ${id} = await tf.loadLayersModel('${model}')
  const ${name} = tf.randomNormal([64, ${input.shape.slice(1).join(', ')}]) // ${input.values}
  const output = ${id}.predict(${name}) // ${show(output.shape)}, ${output.values}
`
}

function description([id, { label, model, why, input, output, note }]: [string, Usage]): string {
  const lines = [
    `${id}: ${label}${model ? ` (${model})` : ''}`,
    `  in   ${show(input.shape)}, ${input.values}`,
    `  out  ${show(output.shape)}, ${output.values}`,
    ...(why ? [`  ${why} Its weights are in other.safetensors.`] : []),
    ...(note ? [`  ${note}`] : []),
  ]
  return `\n${lines.map((line) => `  ${line}\n`).join('')}`
}

type Usage = ArchiveNotes['networks'][string]
const show = (shape: (number | null)[]) => `[${shape.map((size) => size ?? 'n').join(', ')}]`
