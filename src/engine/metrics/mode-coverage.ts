import { tidy } from '@tensorflow/tfjs-core'
import type { Metric } from '../core/metric'
import { datasetById } from '../datasets'
import { fixedNoise } from '../probes/fixed-noise'

const sampleCount = 2500

export interface Coverage {
  /** Modes that at least one high-quality sample is nearest to: the others are lost. */
  modes: number
  /** Share of samples within 3σ of a mode, 0–1. */
  highQuality: number
  /** KL(samples ‖ data) over the nearest mode of the high-quality samples, in nats, against equal shares. */
  reverseKl: number
}

/**
 * Coverage of a mixture with equal weights. `points`: `[n, 2]` flat. A sample is of high quality if it lies within
 * three deviations of its nearest centre, and a mode without any is lost (Lin et al. 2018, PacGAN, § 4.1, after Srivastava
 * et al. 2017, VEEGAN). No share is asked for, so that the count stands beside theirs; a mode that one sample in a thousand
 * falls into is seen in the reverse KL.
 */
export function modeCoverage(
  points: ArrayLike<number>,
  centres: readonly [number, number][],
  sigma: number,
): Coverage {
  const counts = new Array<number>(centres.length).fill(0)
  const total = points.length / 2
  let good = 0
  for (let i = 0; i < total; i++) {
    let [nearest, distance] = [0, Number.POSITIVE_INFINITY]
    centres.forEach(([x, y], mode) => {
      const d = Math.hypot(points[2 * i]! - x, points[2 * i + 1]! - y)
      if (d < distance) [nearest, distance] = [mode, d]
    })
    if (distance > 3 * sigma) continue
    good++
    counts[nearest]!++
  }
  // Without a good sample nothing is covered: as bad as all of them in one mode.
  if (!good) return { modes: 0, highQuality: 0, reverseKl: Math.log(centres.length) }
  const reverseKl = counts.reduce((kl, count) => {
    const share = count / good
    return count ? kl + share * Math.log(share * centres.length) : kl
  }, 0)
  return {
    modes: counts.filter((count) => count > 0).length,
    highQuality: good / total,
    reverseKl,
  }
}

export const modeCoverageMetric: Metric = {
  id: 'mode-coverage',
  entries: [
    {
      id: 'modes',
      label: 'Modes covered',
      better: 'higher',
      meaning:
        'How many of the data’s clusters at least one good sample falls into, of 2,500 samples, as published tables count them. A cluster that is hardly ever drawn counts too: the reverse KL tells.',
      needs: ['sample'],
      kind: 'points',
      digits: 0,
      tells: 'kinds',
    },
    {
      id: 'highQuality',
      label: 'Within 3σ',
      unit: '%',
      better: 'higher',
      meaning:
        'Share of samples that lie within three standard deviations of a cluster’s centre. Real data reach 98.9 %.',
      needs: ['sample'],
      kind: 'points',
      digits: 1,
      tells: 'good',
    },
    {
      id: 'reverseKl',
      label: 'Reverse KL',
      unit: 'nats',
      better: 'lower',
      meaning:
        'How unevenly the good samples are spread over the clusters; 0 is even. One of eight clusters that is never drawn makes 0.13 nats, half of them 0.69.',
      needs: ['sample'],
      kind: 'points',
      digits: 2,
      tells: 'unevenness',
    },
  ],
  applies: (data) => datasetById(data.id)?.modes !== undefined,
  async measure(subject) {
    const { centres, sigma } = subject.data.modes!
    const drawn = tidy(() => subject.family.sample!(subject.model, fixedNoise(subject, sampleCount, 1)))
    try {
      const { modes, highQuality, reverseKl } = modeCoverage(await drawn.data(), centres, sigma)
      return { modes, highQuality: 100 * highQuality, reverseKl }
    } finally {
      drawn.dispose()
    }
  },
}
