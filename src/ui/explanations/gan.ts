import type { Explanation } from './explanation'
import { conditioningOf } from './gan-conditionings'
import { ganPenalties } from './gan-penalties'
import { ganTricks } from './gan-tricks'
import { lossExplanations } from './losses'

export const gan: Explanation = {
  symbols: {
    x: { role: 'real', meaning: 'a real example' },
    z: { role: 'latent', meaning: 'noise, the latent code' },
    G: { role: 'generator', meaning: 'the generator' },
    D: { role: 'discriminator', meaning: 'the discriminator’s raw output; σ(D) its probability of “real”' },
    C: { role: 'discriminator', meaning: 'D’s opinion on the class' },
    Q: { role: 'discriminator', meaning: 'D’s reading of the codes' },
    c: { role: 'latent', meaning: 'codes that G is to show' },
    y: { role: 'real', meaning: 'a class' },
    λ: { role: 'neutral', meaning: 'the weight of a term' },
  },
  story: [
    'The generator turns noise into samples; the discriminator looks at real examples and at samples and says which is which. ' +
      'They learn in turns: D to tell better, G – through D, by following the slope of its answer – to be told less well.',
    'Neither loss is a score of quality, since each is measured against an opponent that moves. Level curves are a good sign. ' +
      'Look at the samples, and at measures that both networks know nothing of.',
  ],
  objective(present) {
    const { settings } = present
    const loss = lossExplanations[String(settings.loss)]!
    const terms = ganPenalties
      .filter(({ setting }) => settings[setting] === true)
      .map(({ term }) => `+ ${term}`)
    const conditioning = conditioningOf(present)
    return [
      {
        who: 'D descends',
        role: 'discriminator',
        formula: [`L_D = ${loss.discriminator}`, ...terms, conditioning?.d].filter(Boolean).join(' '),
      },
      {
        who: 'G descends',
        role: 'generator',
        formula: [`L_G = ${loss.generator}`, conditioning?.g].filter(Boolean).join(' '),
      },
    ]
  },
  parts(present) {
    const { settings, dataset } = present
    return [
      lossExplanations[String(settings.loss)]!,
      ...ganPenalties.filter(({ setting }) => settings[setting] === true),
      ...[conditioningOf(present)].filter((part) => part !== undefined),
      ...ganTricks.filter(({ on }) => on(settings, dataset)),
    ]
  },
}
