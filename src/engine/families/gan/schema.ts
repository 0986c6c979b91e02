import * as z from 'zod'
import { type AdversarialLossId, adversarialLosses } from '../../losses/adversarial'
import type { OptimizerSettings } from '../../training/optimizers'
import { field, learningRate, optimizerSettings, trainingShape } from '../training-settings'
import { conditioningSettings } from './conditioning-settings'
import { networkSettings } from './network-settings'
import { stabilitySettings } from './stability-settings'

const updates = (title: string, help: string, role: 'generator' | 'discriminator') =>
  z
    .int()
    .min(1)
    .max(10)
    .default(1)
    .meta(field({ title, help, group: 'training', role, live: true }))

/** The space of GANs: loss × regulariser × tricks × conditioning × networks, each its own choice. */
export const ganSchema = z.object({
  loss: z
    .enum(Object.keys(adversarialLosses) as [AdversarialLossId, ...AdversarialLossId[]])
    .default('nonSaturating')
    .meta(
      field({
        title: 'Loss',
        help: 'The rules of the game. Non-saturating still teaches the generator while it loses; minimax is the original.',
        group: 'objective',
        options: Object.fromEntries(Object.entries(adversarialLosses).map(([id, loss]) => [id, loss.label])),
      }),
    ),
  ...stabilitySettings,
  ...conditioningSettings,
  ...networkSettings,
  ...trainingShape,
  beta2: z
    .number()
    .min(0.5)
    .max(0.9999)
    .default(0.999)
    .meta(
      field({
        title: 'Adam’s β₂',
        help: 'How long the size of past gradients is remembered. Critics with a gradient penalty like 0.9.',
        group: 'training',
        step: 0.001,
        live: true,
        when: { optimizer: ['adam'] },
      }),
    ),
  generatorRate: learningRate(2e-4, { title: 'Generator rate', role: 'generator' }),
  discriminatorRate: learningRate(2e-4, { title: 'Discriminator rate', role: 'discriminator' }),
  discriminatorSteps: updates(
    'D steps each iteration',
    'Updates of the discriminator before the generator moves. More keep the judge ahead.',
    'discriminator',
  ),
  generatorSteps: updates('G steps each iteration', 'Updates of the generator after that.', 'generator'),
})
export type GanConfig = z.infer<typeof ganSchema>

/** Two time-scales: D and G have rates of their own (Heusel et al. 2017). */
export function ganOptimizer(config: GanConfig, rate: number): OptimizerSettings {
  return { ...optimizerSettings(config, rate), beta2: config.beta2 }
}
