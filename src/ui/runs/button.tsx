import { History } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'

const RunsDialog = lazy(() => import('./dialog'))

/** Opens the table of runs; the table itself is fetched when it is first asked for. */
export function RunsButton() {
  const [opened, setOpened] = useState(false)
  const [wanted, setWanted] = useState(false)
  return (
    <>
      <button
        type="button"
        className="btn quiet open-runs"
        title="Runs kept in this browser"
        onClick={() => {
          setWanted(true)
          setOpened(true)
        }}
      >
        <History size={14} aria-hidden /> <span>Runs</span>
      </button>
      {wanted && (
        <Suspense>
          <RunsDialog opened={opened} onClose={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  )
}
