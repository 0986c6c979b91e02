import type { Series } from '../../protocol/catalogue'
import type { History } from '../../protocol/history'
import { applies, type Settings } from '../../protocol/schema'
import { whole } from '../controls/format'
import { codeVerdict, hasCode } from './code-verdict'
import type { Coverage } from './coverage'
import { recentMean, recentSteps } from './recent'

export interface Verdict {
  level: 'ok' | 'idle' | 'warn' | 'bad'
  title: string
  /** The evidence, in a sentence or two. */
  why: string
}

/** Share of the kinds below which a generator of good samples has collapsed. */
const few = 0.5
/** Share of good samples from which it is one. */
const fair = 0.5
/** Share of the kinds below which the samples are spread too unevenly; one of eight that is never drawn is. */
const spread = 0.9

function scoresOf(series: Series[]): [Series | undefined, Series | undefined] {
  const score = (role: Series['role']) =>
    series.find((one) => one.chart === 'score' && one.role === role && !one.unit)
  return [score('real'), score('generator')]
}

/** Whether the family reports what a verdict needs. */
export const canJudge = (series: Series[]): boolean => hasCode(series) || scoresOf(series).every(Boolean)

/**
 * How the game between discriminator and generator stands, from its scores of real and of generated examples, and from
 * the coverage of the data where it was measured: that a generator makes few kinds only is not to be seen in the scores.
 * Of a family with a code whose active dimensions it counts: whether that is used. Null where the family has neither, or
 * not yet enough of it.
 */
export function verdictOf(
  history: History,
  series: Series[],
  coverage: Coverage | null,
  settings: Settings = {},
): Verdict | null {
  if (hasCode(series)) return codeVerdict(history)
  const [real, fake] = scoresOf(series)
  if (!real || !fake) return null
  const [onReal, onFake] = [recentMean(history, real.id), recentMean(history, fake.id)]
  if (onReal === null || onFake === null) return null
  if (coverage && coverage.kinds > 0 && coverage.kinds < few * coverage.all && coverage.good >= fair)
    return collapse(coverage)
  const covered = coverage ? ` ${coveredBy(coverage)}.` : ''
  const level = coverage && coverage.good >= fair ? 'ok' : 'idle'
  const ordinal = real.ordinal && applies({ when: real.ordinal }, settings)
  const figures = ordinal
    ? 'With this loss D’s scores only put examples in order: their size does not say who wins'
    : `D gives real examples ${onReal.toFixed(2)} and generated ones ${onFake.toFixed(2)}, over the last ${whole(recentSteps(history))} steps`
  if (!ordinal && onReal - onFake > 0.85)
    return {
      level: 'warn',
      title: 'D is winning',
      why: `${figures}: it is so sure that G learns little from it.`,
    }
  if (coverage && coverage.kinds < few * coverage.all) {
    const title = `${coverage.kinds ? 'Few' : 'No'} ${coverage.noun} yet`
    return { level: 'idle', title, why: `${coveredBy(coverage)}. ${figures}.` }
  }
  if (coverage && coverage.even < spread * coverage.all) {
    const title = `The ${coverage.noun} are ${coverage.kinds < coverage.all ? 'not all there' : 'uneven'}`
    const how = `so unevenly as if into ${coverage.even.toFixed(1)}`
    return { level: 'warn', title, why: `${coveredBy(coverage)}, ${how}. ${figures}.` }
  }
  if (ordinal)
    return {
      level,
      title: level === 'ok' ? 'The data are covered' : 'The scores do not tell',
      why: `${figures}.${covered}`,
    }
  if (onReal - onFake >= 0.02)
    return { level: 'ok', title: 'In balance', why: `${figures}: it teaches without winning.${covered}` }
  if ([onReal, onFake].some((score) => Math.abs(score - 0.5) > 0.1))
    return {
      level: 'warn',
      title: 'D is fooled',
      why: `${figures}: it sees no difference to teach.${covered}`,
    }
  return {
    level,
    title: 'D cannot tell',
    why: `${figures}. G matches the data, at which a GAN aims, or D is too weak to see the difference.${covered}`,
  }
}

function collapse({ step, kinds, all, noun, good, remedies }: Coverage): Verdict {
  const made = `At step ${whole(step)}, ${Math.round(100 * good)} % of the samples are good, but only of ${kinds} of ${all} ${noun}`
  const help = remedies.length
    ? `D sees what is missing with ${remedies.join(', ').replace(/, ([^,]*)$/, ' or $1')}.`
    : 'Start over with another seed, or a lower rate of G.'
  return { level: 'bad', title: 'Mode collapse', why: `${made}. ${help}` }
}

const coveredBy = ({ step, kinds, all, noun, good }: Coverage) =>
  `At step ${whole(step)}, ${Math.round(100 * good)} % of the samples are good and fall into ${kinds} of ${all} ${noun}`
