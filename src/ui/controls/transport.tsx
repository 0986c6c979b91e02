import { Dices, Pause, Play, RotateCcw, StepForward } from 'lucide-react'
import { useActions, usePage } from '../store/page'
import { compact, duration, whole } from './format'
import { RunStatus } from './run-status'
import { StopControl } from './stop'

/** The bar at the foot: where the run stands, and what moves it. */
export function Transport() {
  return (
    <footer className="bar">
      <Counters />
      <Buttons />
      <StopControl />
      <RunStatus />
    </footer>
  )
}

function Counters() {
  const status = usePage((state) => state.status)
  const rate = status.state === 'running' && status.stepsPerSecond > 0
  return (
    <dl className="counters">
      <div className="count">
        <dt>step</dt>
        <dd>{whole(status.step)}</dd>
      </div>
      <div>
        <dt>epoch</dt>
        <dd>{status.epoch.toFixed(2)}</dd>
      </div>
      <div>
        <dt>steps/s</dt>
        <dd>{rate ? compact(status.stepsPerSecond) : '–'}</dd>
      </div>
      <div>
        <dt>time</dt>
        <dd>{duration(status.elapsedMs)}</dd>
      </div>
    </dl>
  )
}

function Buttons() {
  const actions = useActions()
  const state = usePage((page) => page.status.state)
  const step = usePage((page) => page.status.step)
  const blocked = usePage((page) => page.blocked)
  const ready = usePage((page) => page.catalogue !== null && page.dead === null)
  const stands = ready && (state === 'running' || state === 'paused')
  const running = state === 'running'
  return (
    <div className="buttons">
      <button
        type="button"
        className="btn"
        disabled={!stands || step === 0}
        title={
          step === 0 ? 'The run is at its beginning' : 'Back to step 0, with the same initial weights (R)'
        }
        onClick={() => void actions.reset()}
      >
        <RotateCcw size={14} aria-hidden /> Reset
      </button>
      <button
        type="button"
        className="btn go"
        disabled={!stands || blocked !== null}
        title={blocked ?? (running ? 'Space' : 'Begin to train (Space)')}
        onClick={() => (running ? actions.pause() : actions.train())}
      >
        {running ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
        {running ? 'Pause' : 'Train'}
      </button>
      <button
        type="button"
        className="btn"
        disabled={!stands || blocked !== null}
        title={blocked ?? 'One iteration, then pause (S)'}
        onClick={() => actions.step()}
      >
        <StepForward size={14} aria-hidden /> Step
      </button>
      <button
        type="button"
        className="btn"
        disabled={!ready}
        title="Other initial weights and noise: a new run of the same experiment"
        onClick={() => actions.newSeed()}
      >
        <Dices size={14} aria-hidden /> New seed
      </button>
    </div>
  )
}
