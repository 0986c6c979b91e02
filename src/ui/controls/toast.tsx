import { X } from 'lucide-react'
import { useEffect } from 'react'
import { useActions, usePage } from '../store/page'
import { whole } from './format'

const shownFor = 20_000

/** After a run was replaced: what it began with, and the way back. */
export function Toast() {
  const actions = useActions()
  const entry = usePage((state) => state.past.find((candidate) => candidate.id === state.toast))
  useEffect(() => {
    if (!entry) return
    const timer = setTimeout(() => actions.closeToast(), shownFor)
    return () => clearTimeout(timer)
  }, [entry, actions])
  return (
    <div className="toast-place" role="status" aria-label="Undo">
      {entry && (
        <div className="toast">
          <span>{entry.what}</span>
          <button type="button" className="link" onClick={() => void actions.goBack(entry.id)}>
            Go back to step {whole(entry.step)}
          </button>
          <button type="button" className="close" aria-label="Dismiss" onClick={() => actions.closeToast()}>
            <X size={14} aria-hidden />
          </button>
        </div>
      )}
    </div>
  )
}
