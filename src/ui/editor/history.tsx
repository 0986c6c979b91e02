import { Redo2, Undo2 } from 'lucide-react'
import { useActions, usePage } from '../store/page'

/** The way back through the edits of the layers, and forth again. */
export function History() {
  const actions = useActions()
  const past = usePage((state) => state.draft?.undo.length ?? 0)
  const future = usePage((state) => state.draft?.redo.length ?? 0)
  const ways = [
    { label: 'Undo', keys: 'Ctrl Z', Icon: Undo2, open: past > 0, go: actions.undoLayers },
    { label: 'Redo', keys: 'Ctrl Shift Z', Icon: Redo2, open: future > 0, go: actions.redoLayers },
  ]
  return ways.map(({ label, keys, Icon, open, go }) => (
    <button
      key={label}
      type="button"
      className="btn quiet icon"
      aria-label={label}
      title={`${label} (${keys})`}
      disabled={!open}
      onClick={() => go()}
    >
      <Icon size={16} aria-hidden />
    </button>
  ))
}
