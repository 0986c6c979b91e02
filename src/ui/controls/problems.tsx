import { TriangleAlert } from 'lucide-react'
import { useActions, usePage } from '../store/page'
import { Dismiss } from './dismiss'
import { OtherTab, ResumeOffer } from './resume'
import { RollBack } from './roll-back'

/** What went wrong, in place: what happened, what to do next, and the button that does it. */
export function Problems() {
  const actions = useActions()
  const dead = usePage((state) => state.dead)
  const problem = usePage((state) => state.problem)
  const dataProblem = usePage((state) => state.data?.problem)
  // A session that failed starts afresh when asked again, whatever it failed on.
  const failed = usePage((state) => state.status.state === 'failed')
  const notices = usePage((state) => state.notices)
  // The data's own report comes with the way to try again, whatever else stopped because of it.
  const stopped = dead ? problem : (dataProblem ?? problem)
  return (
    <div className="problems">
      <ResumeOffer />
      <OtherTab />
      {dead && (
        <div className="alert bad" role="alert">
          <TriangleAlert size={16} aria-hidden />
          <p>
            <b>The training worker has stopped.</b> {dead} Your configuration is kept; rebuilding continues
            from the last checkpoint, if there is one.
          </p>
          <button type="button" className="btn" onClick={() => actions.rebuild()}>
            Rebuild
          </button>
        </div>
      )}
      {stopped && (
        <div className="alert bad" role="alert">
          <TriangleAlert size={16} aria-hidden />
          <p>
            <b>{stopped.message}</b> {stopped.next}
          </p>
          {stopped === problem && <RollBack />}
          {stopped === dataProblem || failed ? (
            <button type="button" className="btn" onClick={() => actions.retryData()}>
              Try again
            </button>
          ) : (
            <Dismiss onClick={() => actions.closeProblem()} />
          )}
        </div>
      )}
      {notices.map((notice) => (
        <div key={notice.id} className={`alert ${notice.level === 'warning' ? 'warn' : ''}`} role="status">
          <p>{notice.text}</p>
          <Dismiss onClick={() => actions.closeNotice(notice.id)} />
        </div>
      ))}
    </div>
  )
}
