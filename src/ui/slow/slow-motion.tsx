import { useReducedMotion } from '@mantine/hooks'
import { ChevronLeft, ChevronRight, Pause, Play, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import type { StageRecord, StageUpdate } from '../../protocol/stages'
import { compact, whole } from '../controls/format'
import { useActions, useDataset, usePage } from '../store/page'
import { roleInk } from '../theme/roles'
import { type Pace, paceMs, stageOf } from './slow-state'
import { StagePictureView } from './stage-picture'
import './slow.css'

/** One iteration, told stage by stage: a sentence, the numbers, what flowed. */
export function SlowMotion() {
  const actions = useActions()
  const slow = usePage((state) => state.slow)
  const state = usePage((page) => page.status.state)
  const reduced = useReducedMotion()
  const panel = useRef<HTMLElement>(null)
  const report = slow?.report ?? null
  const stage = stageOf(slow)
  const waiting = slow?.waiting ?? true
  const playing = Boolean(slow?.playing && !reduced)
  const pace = slow?.pace ?? 'normal'

  useEffect(() => panel.current?.focus({ preventScroll: true }), [])
  // Whatever else moves the run, or takes its place, ends slow motion.
  useEffect(() => {
    if (report && !waiting && state !== 'paused') actions.closeSlow()
  }, [report, waiting, state, actions])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each stage has its own time
  useEffect(() => {
    if (!playing || !report || waiting) return
    const timer = setTimeout(() => actions.moveSlow(1), paceMs[pace])
    return () => clearTimeout(timer)
  }, [playing, pace, waiting, report, slow?.index, actions])

  // The stage that is told stays in sight among its fellows, without moving the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each stage is another button
  useEffect(() => {
    const now = panel.current?.querySelector<HTMLElement>('[aria-current]')
    const list = now?.closest('ol')
    if (now && list)
      list.scrollLeft = now.offsetLeft - list.offsetLeft - (list.clientWidth - now.offsetWidth) / 2
  }, [report, slow?.index])

  const press = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLSelectElement) return
    if (event.key === 'ArrowRight') actions.moveSlow(1)
    else if (event.key === 'ArrowLeft') actions.moveSlow(-1)
    else if (event.key === 'Home') actions.setSlow({ index: 0 })
    else if (event.key === 'Escape') actions.closeSlow()
    else return
    event.preventDefault()
  }
  if (!slow) return null
  return (
    <section
      ref={panel}
      className="slow"
      aria-label="One iteration in slow motion"
      tabIndex={-1}
      onKeyDown={press}
    >
      <div className="slow-head">
        <ol className="slow-stages">
          {report?.stages.map(({ label }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: stages are an ordered list without ids
            <li key={index}>
              <button
                type="button"
                aria-current={index === slow.index ? 'step' : undefined}
                onClick={() => actions.setSlow({ index, playing: false })}
              >
                {label}
              </button>
            </li>
          ))}
        </ol>
        <div className="slow-controls">
          <button
            type="button"
            className="btn quiet icon"
            aria-label="Previous stage"
            title="Previous stage (←)"
            disabled={!report || slow.index === 0}
            onClick={() => actions.moveSlow(-1)}
          >
            <ChevronLeft size={16} aria-hidden />
          </button>
          {!reduced && (
            <button
              type="button"
              className="btn quiet icon"
              aria-label={playing ? 'Hold' : 'Go on by itself'}
              title={playing ? 'Hold at this stage' : 'Go on by itself'}
              onClick={() => actions.setSlow({ playing: !playing })}
            >
              {playing ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
            </button>
          )}
          <button
            type="button"
            className="btn quiet icon"
            aria-label="Next stage"
            title="Next stage (→); after the last one, the next iteration"
            disabled={!report || waiting}
            onClick={() => actions.moveSlow(1)}
          >
            <ChevronRight size={16} aria-hidden />
          </button>
          {!reduced && (
            <span className="choice">
              <select
                aria-label="Pace"
                value={pace}
                onChange={(event) => actions.setSlow({ pace: event.target.value as Pace })}
              >
                <option value="slow">slow</option>
                <option value="normal">normal</option>
                <option value="fast">fast</option>
              </select>
            </span>
          )}
          <button
            type="button"
            className="btn quiet icon"
            aria-label="Leave"
            title={slow.resume ? 'Leave; the run goes on (Esc)' : 'Leave (Esc)'}
            onClick={() => actions.closeSlow()}
          >
            <X size={16} aria-hidden />
          </button>
        </div>
      </div>
      {stage && report ? (
        <StageBody stage={stage} step={report.step} />
      ) : (
        <p className="slow-body soft">One iteration is being done…</p>
      )}
    </section>
  )
}

function StageBody({ stage, step }: { stage: StageRecord; step: number }) {
  const dataset = useDataset()
  const points = dataset?.kind === 'points'
  return (
    <div className="slow-body">
      <div className="slow-words">
        <p aria-live="polite">
          <b>{stage.label}.</b> {stage.text}
        </p>
        <dl className="slow-numbers">
          {stage.numbers.map(({ label, role, value, unit }) => (
            <div key={label}>
              <dt style={{ color: roleInk(role) }}>{label}</dt>
              <dd>
                {compact(value)}
                {unit && <small> {unit}</small>}
              </dd>
            </div>
          ))}
          {stage.updates.map((update) => (
            <Moved key={update.network} update={update} />
          ))}
          {!stage.numbers.length && !stage.updates.length && (
            <div>
              <dt>iteration</dt>
              <dd>{whole(step)}</dd>
            </div>
          )}
        </dl>
      </div>
      <div className="slow-pictures">
        {stage.pictures.map((picture) => (
          <StagePictureView
            key={picture.label}
            picture={picture}
            // Codes have no plane of their own size.
            extent={points && !['latent', 'encoder'].includes(picture.role) ? (dataset.extent ?? 3) : null}
          />
        ))}
      </div>
    </div>
  )
}

function Moved({ update: { network, gradient, moved, size } }: { update: StageUpdate }) {
  const described = usePage((state) => state.description?.networks.find(({ id }) => id === network))
  return (
    <>
      <div>
        <dt style={{ color: roleInk(described?.role) }}>
          gradient of the {(described?.label ?? network).toLowerCase()}
        </dt>
        <dd>{compact(gradient)}</dd>
      </div>
      <div>
        <dt>moved by</dt>
        <dd>
          {compact(moved)}
          <small> of {compact(size)}</small>
        </dd>
      </div>
    </>
  )
}
