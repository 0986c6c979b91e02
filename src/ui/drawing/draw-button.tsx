import { Pencil } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { decodeDrawing } from '../../protocol/drawing'
import { useActions, usePage } from '../store/page'
import './draw-button.css'

const DrawDialog = lazy(() => import('./draw-dialog'))

/** Under the data's card: opens the drawing board, and says where points of a file are from. */
export function DrawButton() {
  const actions = useActions()
  const [opened, setOpened] = useState(false)
  const points = usePage((state) => state.points)
  const drawing = usePage(({ config }) => (config?.data === 'drawn' ? config.drawing : undefined))
  const note = drawing && decodeDrawing(drawing)?.note
  return (
    <>
      {note && <p className="caption">{note}</p>}
      <button type="button" className="draw-button" onClick={() => setOpened(true)}>
        <Pencil size={12} aria-hidden /> Draw your own
      </button>
      {(opened || points) && (
        <Suspense>
          <DrawDialog
            file={points}
            onClose={() => {
              setOpened(false)
              actions.closePoints()
            }}
          />
        </Suspense>
      )}
    </>
  )
}
