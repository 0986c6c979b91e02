import type { Run } from '../training/run'
import type { ArchiveNotes } from './tfjs-layers'
import type { NetworkUsage } from './usage'

/** README.txt of the archive: what is in it, and the lines of code that draw samples with it. */
export function readme(run: Run, { step, networks }: ArchiveNotes): string {
  const { family, data } = run
  const entries = Object.entries(networks)
  const drawing = entries.find(([id]) => ['generator', 'decoder'].includes(run.model.networks[id]!.spec.role))
  const [id, usage] = drawing ?? entries[0]!
  return `${family.name} trained on ${data.info.label} with Ganvas, ${step.toLocaleString('en')} steps.

Serve this folder over HTTP, then:

  import * as tf from '@tensorflow/tfjs'
  const ${id} = await tf.loadLayersModel('${usage.model}')
  const ${inputName(usage)} = ${inputCode(usage)}
  const output = ${id}.predict(${inputName(usage)}) // ${show(usage.output.shape)}, ${usage.output.values}

The networks (the first dimension is the batch):
${entries.map(([name, { input, output }]) => `\n  ${name}\n    in   ${show(input.shape)}, ${input.values}\n    out  ${show(output.shape)}, ${output.values}\n`).join('')}
ganvas.json has the configuration. The page that wrote this archive also reads it.
`
}

const inputName = ({ input }: NetworkUsage) => (/^[a-z]$/.test(input.tensor) ? input.tensor : 'input')
const inputCode = ({ input }: NetworkUsage) => `tf.randomNormal([64, ${input.shape.slice(1).join(', ')}])`
const show = (shape: (number | null)[]) => `[${shape.map((size) => size ?? 'n').join(', ')}]`
