import { useEffect, useRef, useState } from 'react'
import type { SessionState, Status } from '../../protocol/events'
import { usePage } from '../store/page'

const every = 5000

const words: Record<SessionState, string> = {
  idle: 'Starting',
  building: 'Preparing',
  running: 'Running',
  paused: 'Paused',
  failed: 'Failed',
}

export function statusText(status: Status): string {
  if (status.state === 'building' || status.state === 'idle') return status.activity || words[status.state]
  return [words[status.state], `step ${status.step}`, status.pausedBy].filter(Boolean).join(', ')
}

/** Says the state to a screen reader: at each change of it, and the step every few seconds, never each step. */
export function RunStatus() {
  const status = usePage((page) => page.status)
  const [text, setText] = useState(statusText(status))
  const said = useRef({ state: status.state, at: 0 })
  useEffect(() => {
    const now = performance.now()
    const standing = status.state !== 'running'
    if (!standing && status.state === said.current.state && now - said.current.at < every) return
    said.current = { state: status.state, at: now }
    setText(statusText(status))
  }, [status])
  return (
    <div className="hidden" role="status" aria-label="Run status">
      {text}
    </div>
  )
}
