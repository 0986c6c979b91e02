import * as z from 'zod'
import { field } from '../training-settings'

/** What G is told beside the noise, and what D is asked beside "real or fake". */
export const conditioningSettings = {
  conditioning: z
    .enum(['none', 'label', 'classifier', 'codes', 'semiSupervised'])
    .default('none')
    .meta(
      field({
        title: 'Conditioning',
        help: 'Class label: choose what is drawn. Classifier: D also names the class (ACGAN). Codes: G invents its own knobs (InfoGAN). Semi-supervised: D learns classes from a few labels (SGAN).',
        group: 'conditioning',
        role: 'latent',
        options: {
          none: 'none',
          label: 'class label',
          classifier: 'auxiliary classifier',
          codes: 'InfoGAN codes',
          semiSupervised: 'semi-supervised',
        },
      }),
    ),
  labelInput: z
    .enum(['concatenation', 'projection'])
    .default('concatenation')
    .meta(
      field({
        title: 'Label in D',
        help: 'Concatenation: the label is one more input. Projection: it picks the direction in which D’s features count.',
        group: 'conditioning',
        role: 'discriminator',
        options: { concatenation: 'concatenation', projection: 'projection' },
        when: { conditioning: ['label'] },
      }),
    ),
  classWeight: z
    .number()
    .min(0)
    .max(10)
    .default(1)
    .meta(
      field({
        title: 'Class weight',
        help: 'How much naming the class counts beside telling real from fake.',
        group: 'conditioning',
        role: 'discriminator',
        step: 0.1,
        live: true,
        when: { conditioning: ['classifier', 'semiSupervised'] },
      }),
    ),
  codeCategories: z
    .int()
    .min(2)
    .max(30)
    .default(10)
    .meta(
      field({
        title: 'Categories',
        help: 'Values of the discrete code. With 10 on digits, each often becomes a digit.',
        group: 'conditioning',
        role: 'latent',
        when: { conditioning: ['codes'] },
      }),
    ),
  continuousCodes: z
    .int()
    .min(0)
    .max(8)
    .default(2)
    .meta(
      field({
        title: 'Continuous codes',
        help: 'Knobs from −1 to 1, the last latent dimensions: slant and stroke width, on digits.',
        group: 'conditioning',
        role: 'latent',
        when: { conditioning: ['codes'] },
      }),
    ),
  codeWeight: z
    .number()
    .min(0)
    .max(10)
    .default(1)
    .meta(
      field({
        title: 'Code weight λ',
        help: 'How much it counts that the codes can be read from the sample.',
        group: 'conditioning',
        role: 'latent',
        step: 0.1,
        live: true,
        when: { conditioning: ['codes'] },
      }),
    ),
  labelledPerClass: z
    .int()
    .min(1)
    .max(500)
    .default(10)
    .meta(
      field({
        title: 'Labels a class',
        help: 'Examples of each class whose label D may see; the labels of all others are hidden.',
        group: 'conditioning',
        role: 'real',
        unit: 'examples',
        scale: 'log',
        when: { conditioning: ['semiSupervised'] },
      }),
    ),
}
