import type { Series } from '../../protocol/catalogue'
import type { History } from '../../protocol/history'
import { compact, whole } from '../controls/format'
import { recentMean, recentSteps } from './recent'
import type { Verdict } from './verdict'

/** Active dimensions below which a code carries nothing: fewer than one in every other step. */
const asleep = 0.5

/** Whether the family counts the dimensions of its code that carry something. */
export const hasCode = (series: Series[]): boolean => series.some(({ id }) => id === 'activeUnits')

/** Whether the decoder reads the code at all. Null where there are too few steps to tell. */
export function codeVerdict(history: History): Verdict | null {
  const active = recentMean(history, 'activeUnits')
  if (active === null) return null
  const kl = recentMean(history, 'kl')
  const cost = kl === null ? '' : `, at a KL of ${compact(kl)} nats`
  const figures = `Over the last ${whole(recentSteps(history))} steps ${Number(active.toFixed(1))} dimensions of the code were active on average${cost}`
  return active < asleep
    ? {
        level: 'bad',
        title: 'Posterior collapse',
        why: `${figures}: the decoder ignores the code and draws the same for all. A lower β or σ wakes it.`,
      }
    : { level: 'ok', title: 'The code is used', why: `${figures}.` }
}
