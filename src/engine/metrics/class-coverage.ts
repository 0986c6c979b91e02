import { concat, split, tidy } from '@tensorflow/tfjs-core'
import type { Capability } from '../../protocol/catalogue'
import type { Metric } from '../core/metric'
import type { Subject } from '../core/probe'
import type { Network } from '../networks/network'
import { fixedNoise } from '../probes/fixed-noise'
import { builtClassifier, classProbabilities } from './classifier'

const sampleCount = 1000
/** Samples in one pass: a batch of them is held at a time. */
const chunk = 250
/** p(class | x) above which an image counts as recognisable: more than that of all other classes, and of none, together. */
export const sureness = 0.5

export interface ClassCoverage {
  /** Classes of which at least a fifth of an equal share of the images are, recognisably. */
  classes: number
  /** Share of images that the classifier is sure of, 0–1. */
  recognisable: number
  /** KL(recognisable images ‖ equal shares) over the classes, in nats. */
  classKl: number
}

/**
 * Coverage of a data set's classes, judged by a classifier. `probabilities`: p(class | x), `[n, classes]` flat. Counting
 * samples by a classifier's class is how Srivastava et al. 2017 (VEEGAN, § 4.2) and Lin et al. 2018 (PacGAN, § 4.2)
 * count the modes of stacked MNIST; that a sample must be surely of its class is added here.
 */
export function classCoverage(probabilities: ArrayLike<number>, classes: number): ClassCoverage {
  const counts = new Array<number>(classes).fill(0)
  const total = probabilities.length / classes
  for (let i = 0; i < total; i++) {
    const row = Array.from({ length: classes }, (_, label) => probabilities[i * classes + label]!)
    const best = row.indexOf(Math.max(...row))
    if (row[best]! > sureness) counts[best]!++
  }
  const sure = counts.reduce((sum, count) => sum + count, 0)
  // Without a sure image no class is covered: as bad as all of them in one class.
  if (!sure) return { classes: 0, recognisable: 0, classKl: Math.log(classes) }
  const classKl = counts.reduce((kl, count) => {
    const share = count / sure
    return count ? kl + share * Math.log(share * classes) : kl
  }, 0)
  return {
    classes: counts.filter((count) => count >= (0.2 * total) / classes).length,
    recognisable: sure / total,
    classKl,
  }
}

/** p(class | sample), flat `[1000, classes]`; of the weights at the moment of the call, whatever trains meanwhile. */
function probabilitiesOf(subject: Subject, classifier: Network): Promise<Float32Array> {
  const { family, model } = subject
  const probabilities = tidy(() => {
    const noise = split(fixedNoise(subject, sampleCount, 1), sampleCount / chunk)
    return concat(noise.map((z) => tidy(() => classProbabilities(classifier, family.sample!(model, z)))))
  })
  return probabilities.data<'float32'>().finally(() => probabilities.dispose())
}

/** Families that draw pixel by pixel or word by word: a thousand samples would hold up the run. */
const slow: Capability[] = ['sampleSteps', 'codeMap']

export const classCoverageMetric: Metric = {
  id: 'class-coverage',
  entries: [
    {
      id: 'classes',
      label: 'Classes covered',
      better: 'higher',
      meaning:
        'How many of the data’s classes appear among 1,000 samples, at least a fifth as often as if all were equally frequent. A small classifier that was trained on the real images names them.',
      needs: ['sample'],
      lacks: slow,
      kind: 'image',
      digits: 0,
      tells: 'kinds',
    },
    {
      id: 'recognisable',
      label: 'Recognisable',
      unit: '%',
      better: 'higher',
      meaning:
        'Share of samples of which the classifier, taught to doubt pictures of nothing, gives one class more than half. Of real test images these are 98 % (MNIST) and 89 % (Fashion-MNIST).',
      needs: ['sample'],
      lacks: slow,
      kind: 'image',
      digits: 1,
      tells: 'good',
    },
    {
      id: 'classKl',
      label: 'Class KL',
      unit: 'nats',
      better: 'lower',
      meaning: 'How unevenly the recognisable samples are spread over the classes; 0 is even.',
      needs: ['sample'],
      lacks: slow,
      kind: 'image',
      digits: 2,
      tells: 'unevenness',
    },
  ],
  applies: (data) => data.classifier === true,
  async measure(subject) {
    const { info } = subject.data
    const classifier = builtClassifier(info, await subject.data.classifier!())
    try {
      const probabilities = await probabilitiesOf(subject, classifier)
      const { classes, recognisable, classKl } = classCoverage(probabilities, info.classes!.length)
      return { classes, recognisable: 100 * recognisable, classKl }
    } finally {
      classifier.dispose()
    }
  },
}
