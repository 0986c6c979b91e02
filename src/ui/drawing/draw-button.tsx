import { Pencil } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { decodeDrawing } from '../../protocol/drawing'
import { usePage } from '../store/page'
import './draw-button.css'

const DrawDialog = lazy(() => import('./draw-dialog'))

/** Under the data's card: opens the drawing board, and says where points of a file are from. */
export function DrawButton() {
  const [opened, setOpened] = useState(false)
  const drawing = usePage(({ config }) => (config?.data === 'drawn' ? config.drawing : undefined))
  const note = drawing && decodeDrawing(drawing)?.note
  return (
    <>
      {note && <p className="caption">{note}</p>}
      <button type="button" className="draw-button" onClick={() => setOpened(true)}>
        <Pencil size={12} aria-hidden /> Draw your own
      </button>
      {opened && (
        <Suspense>
          <DrawDialog onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  )
}
