import type { Series } from '../../protocol/catalogue'
import type { History } from '../../protocol/history'

export interface Verdict {
  level: 'ok' | 'warn' | 'bad'
  title: string
  /** The evidence, in a sentence. */
  why: string
}

/** Values looked back on; fewer than `least` are no evidence. */
const window = 50
const least = 20

function scoresOf(series: Series[]): [Series | undefined, Series | undefined] {
  const score = (role: Series['role']) =>
    series.find((one) => one.chart === 'score' && one.role === role && !one.unit)
  return [score('real'), score('generator')]
}

/** Whether the family reports what a verdict needs. */
export const canJudge = (series: Series[]): boolean => scoresOf(series).every(Boolean)

/**
 * How the game between discriminator and generator stands, from its scores of real and of generated examples. Null
 * where the family has no such scores, or not yet enough of them.
 */
export function verdictOf(history: History, series: Series[]): Verdict | null {
  const [real, fake] = scoresOf(series)
  if (!real || !fake) return null
  const [onReal, onFake] = [mean(history, real.id), mean(history, fake.id)]
  if (onReal === null || onFake === null) return null
  // Only probabilities can be compared so; a critic's unbounded scores say nothing by their size.
  if (![onReal, onFake].every((value) => value >= 0 && value <= 1)) return null
  const figures = `D gives real examples ${onReal.toFixed(2)} and generated ones ${onFake.toFixed(2)}, over the last ${window} steps`
  if (onReal - onFake > 0.85)
    return {
      level: 'warn',
      title: 'D is winning',
      why: `${figures}: it is so sure that G learns little from it.`,
    }
  if (onReal - onFake < 0.02)
    return { level: 'warn', title: 'D cannot tell', why: `${figures}: it sees no difference to teach.` }
  return { level: 'ok', title: 'In balance', why: `${figures}: it teaches without winning.` }
}

function mean(history: History, id: string): number | null {
  const values = history.values(id).slice(-window).filter(Number.isFinite)
  return values.length < least ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
