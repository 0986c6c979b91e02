import { useRecord, useTick } from '../store/page'

const bins = 20

/** What the discriminator thinks of the samples shown: each one's probability of being real, as a histogram. */
export function Scores({ probe = 'samples' }: { probe?: string }) {
  const record = useRecord()
  useTick(`frame:${probe}`, 500)
  const scores = record.frames.get(probe)?.blocks.scores?.data
  const counts = histogram(scores ?? [], bins)
  const most = Math.max(1, ...counts)
  const mean = scores?.length
    ? Array.from(scores).reduce((sum, score) => sum + score, 0) / scores.length
    : null
  return (
    <section aria-label="Verdict on these samples">
      <h3 className="heading">
        D on these <span className="aside">{mean === null ? '–' : `${Math.round(mean * 100)} % real`}</span>
      </h3>
      <div className="histogram" aria-hidden>
        {counts.map((count, bin) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its index
          <i key={bin} style={{ height: `${Math.max(count ? 6 : 0, (count / most) * 100)}%` }} />
        ))}
      </div>
      <div className="ends" aria-hidden>
        <span>fake</span>
        <span>real</span>
      </div>
    </section>
  )
}

/** Counts of values from 0 to 1 in equal bins. */
export function histogram(values: ArrayLike<number>, count: number): number[] {
  const bars = new Array<number>(count).fill(0)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (Number.isFinite(value)) bars[Math.min(count - 1, Math.max(0, Math.floor(value * count)))]!++
  }
  return bars
}
