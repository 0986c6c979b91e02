import * as z from 'zod'
import { type DatasetEntry, kindsOf } from '../../protocol/catalogue'
import { formatStop } from '../../protocol/config'
import type { Measured } from '../../protocol/history'
import { type Field, fieldsOf, type JsonSchema, type SettingValue } from '../../protocol/schema'
import { metrics } from '../metrics'
import type { ExportSource } from './format'

/**
 * A model card in Markdown (after Mitchell et al. 2019, "Model Cards for Model Reporting"): what was trained on what, how
 * well it did, what it is not good for, and that all it makes is synthetic.
 */
export function modelCard({ run, checkpoint, measures = [] }: ExportSource): string {
  const { family, data, model } = run
  const { config, step, elapsedMs, dataHash } = checkpoint.header
  const { info } = data
  const fields = fieldsOf(z.toJSONSchema(family.schema, { io: 'input' }) as JsonSchema, info.kind)
  const latest = measures.filter((one) => one.step <= step).at(-1)
  const parameters = Object.values(model.networks)
    .flatMap((network) => [...network.variables.values()])
    .reduce((total, { size }) => total + size, 0)
  return `# ${family.name} on ${info.label}

Made with Ganvas, which trains generative models in the browser.

**Every sample of this model is synthetic.** None is a photograph or a recording of anything that exists. Pictures that
Ganvas exports carry the IPTC mark of machine-made media (digital source type \`trainedAlgorithmicMedia\`); keep it.

## How it was made

| | |
|---|---|
| Method | ${cell(`${family.name} (${family.paper.authors} ${family.paper.year}, ${family.paper.title})`)} |
| Steps | ${step.toLocaleString('en')} |
| Time spent training | ${(elapsedMs / 60_000).toFixed(1)} minutes |
| Seed | ${config.seed} |
| Stop condition | ${formatStop(config.stop)} |
| Parameters | ${parameters.toLocaleString('en')} |

With this configuration, seed and data the same run can be trained again.

## Data

| | |
|---|---|
| Set | ${cell(info.label)} |
| What | ${cell(info.summary)} |
| Examples | ${info.count.toLocaleString('en')} for training, ${info.testCount.toLocaleString('en')} for testing |
| Licence | ${cell(info.licence)} |
| Source | ${cell(info.source)} |
| SHA-256 | \`${dataHash}\` |

The licence of the data may also bind what is made from the model.

## Settings

| setting | value |
|---|---|
${fields.map((field) => `| ${cell(field.title)} | ${cell(shown(field, config.settings[field.key]))} |`).join('\n')}

## Measures

${latest ? measureTable(latest, info) : 'None was taken of this run.'}

## Limits

- A small model, trained for demonstration and learning: judge it by its measures, not by a few good samples.
- It knows nothing but its training data, and repeats what is rare, missing or one-sided there.
- It may have memorised examples: a sample can come close to one of them.
- The measures above compare runs with each other on this data; they are no figures to set beside published ones that
  were taken in another way.
- Not for decisions about people.
`
}

function measureTable({ step, values }: Measured, data: DatasetEntry): string {
  const known = new Map(metrics.flatMap(({ entries }) => entries.map((entry) => [entry.id, entry])))
  const rows = Object.entries(values).map(([id, value]) => {
    const entry = known.get(id)
    const number = entry ? value.toFixed(entry.digits) : String(value)
    const unit = entry?.tells === 'kinds' ? `of ${kindsOf(data)}` : entry?.unit
    const better = entry ? `${entry.better} is better` : ''
    return `| ${cell(entry?.label ?? id)} | ${number}${unit ? ` ${cell(unit)}` : ''} | ${better} |`
  })
  return `Taken at step ${step.toLocaleString('en')}:\n\n| measure | value | |\n|---|---|---|\n${rows.join('\n')}`
}

function shown(field: Field, value: SettingValue | undefined): string {
  if (value === undefined) return '–'
  return field.type === 'switch' ? (value ? 'on' : 'off') : String(value)
}

/** Text that stays within its cell. */
const cell = (text: string) => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ')
