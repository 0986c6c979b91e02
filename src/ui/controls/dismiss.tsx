import { X } from 'lucide-react'

/** Closes the alert that it stands in. */
export function Dismiss({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" className="btn quiet icon" aria-label="Dismiss" onClick={onClick}>
      <X size={16} aria-hidden />
    </button>
  )
}
