import { useActions, usePage } from '../store/page'
import { Dismiss } from './dismiss'
import { ago, whole } from './format'

/** The last run of an earlier visit, and the way to go on with it. */
export function ResumeOffer() {
  const actions = useActions()
  const offer = usePage((state) => state.offer)
  // A session that is still being built would be overtaken in the middle.
  const ready = usePage(({ status }) => status.state !== 'idle' && status.state !== 'building')
  if (!offer) return null
  return (
    <div className="alert" role="status" aria-label="Last run">
      <p>
        <b>{offer.name}</b> stood at step {whole(offer.step)}, {ago(offer.updated)}.
      </p>
      <button
        type="button"
        className="btn"
        disabled={!ready}
        title={`Go on with ${offer.name} at step ${whole(offer.step)}`}
        onClick={() => void actions.resume()}
      >
        Resume
      </button>
      <Dismiss onClick={() => actions.dismissOffer()} />
    </div>
  )
}

/** Another tab keeps the runs: what that means, and the way to change it. */
export function OtherTab() {
  const actions = useActions()
  const reading = usePage((state) => state.shelf === 'reading')
  if (!reading) return null
  return (
    <div className="alert" role="status" aria-label="Another tab">
      <p>
        <b>Another tab keeps the runs.</b> Here you can look at them and train, but nothing is saved.
      </p>
      <button type="button" className="btn" onClick={() => actions.takeOver()}>
        Save here instead
      </button>
    </div>
  )
}
