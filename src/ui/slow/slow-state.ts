import type { StageRecord, StageReport } from '../../protocol/stages'

/** Slow motion as the page shows it; the run itself already stands after the iteration that is told. */
export interface SlowMotion {
  /** The iteration being told; null until the first has been done. */
  report: StageReport | null
  index: number
  /** Goes on by itself, also into the next iteration. */
  playing: boolean
  pace: Pace
  /** An iteration is under way. */
  waiting: boolean
  /** The run ran before, and is to run on when slow motion ends. */
  resume: boolean
}

export type Pace = 'slow' | 'normal' | 'fast'

/** How long a stage is shown, in milliseconds: time to read a sentence and some numbers. */
export const paceMs: Record<Pace, number> = { slow: 8000, normal: 4500, fast: 1800 }

export function stageOf(slow: SlowMotion | null): StageRecord | null {
  return slow?.report?.stages[slow.index] ?? null
}

/** The index that a move leads to; null where it leads into the next iteration. */
export function moved({ report, index }: Pick<SlowMotion, 'report' | 'index'>, by: number): number | null {
  const next = index + by
  if (!report || next >= report.stages.length) return null
  return Math.max(0, next)
}
