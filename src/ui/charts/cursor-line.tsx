import { usePage } from '../store/page'

/** The width of the value axis, which holds five figures, and the air on the right, as the plot has them. */
export const axisWidth = (largeType: boolean) => (largeType ? 48 : 38)
export const air = 16

/** The step of the past that is shown, and where the run branched from its parent, over a plot from `start` to `end`. */
export function CursorLine({ start, end }: { start: number; end: number }) {
  const axis = axisWidth(usePage((state) => state.large))
  const shown = usePage((state) => state.shown)
  const fork = usePage((state) => state.run?.parent?.step ?? null)
  const line = (step: number | null, kind: string) =>
    step !== null &&
    step >= start &&
    step <= end && (
      <i
        className={`cursor-line ${kind}`}
        style={{ left: `calc(${axis}px + (100% - ${axis + air}px) * ${(step - start) / (end - start)})` }}
      />
    )
  return (
    <>
      {line(fork, 'fork')}
      {line(shown, 'past')}
    </>
  )
}
