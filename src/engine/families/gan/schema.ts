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
  annealing: z
    .boolean()
    .default(false)
    .meta(
      field({
        title: 'Anneal the rates',
        help: 'Both learning rates fall along half a cosine: fast at first, and then samples come to rest.',
        group: 'training',
        live: true,
      }),
    ),
  annealingSteps: z
    .int()
    .min(100)
    .max(1_000_000)
    .default(10_000)
    .meta(
      field({
        title: 'Annealed after',
        help: 'From then on both rates stay at a hundredth.',
        group: 'training',
        unit: 'steps',
        scale: 'log',
        live: true,
        when: { annealing: [true] },
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

/**
 * Two time-scales: D and G have rates of their own (Heusel et al. 2017), which may be annealed along half a cosine
 * (Loshchilov & Hutter 2017, eq. 5; Huang et al. 2024 anneal so), down to a hundredth.
 */
export function ganOptimizer(config: GanConfig, rate: number, step = 0): OptimizerSettings {
  const share = config.annealing ? Math.min(1, step / config.annealingSteps) : 0
  const factor = 0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * share))
  return { ...optimizerSettings(config, rate * factor), beta2: config.beta2 }
}
