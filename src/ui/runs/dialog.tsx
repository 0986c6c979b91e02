import { Modal } from '@mantine/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RunChange } from '../storage/run-store'
import type { StoredRun } from '../storage/schema'
import { useActions, usePage } from '../store/page'
import { Compare } from './compare'
import { filterRuns, type Order, sortRuns } from './order'
import { RunsTable, SortBy } from './table'
import './runs.css'
import './table.css'

/** Every run that this browser keeps: to go on with, to compare, to name, to let go. */
export default function RunsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const actions = useActions()
  const catalogue = usePage((state) => state.catalogue)
  const shelf = usePage((state) => state.shelf)
  const [runs, setRuns] = useState<StoredRun[] | null>(null)
  const [filter, setFilter] = useState('')
  const [order, setOrder] = useState<Order>({ key: 'updated', falling: true })
  const [chosen, setChosen] = useState<string[]>([])
  const [deleted, setDeleted] = useState<StoredRun | null>(null)
  const comparison = useRef<HTMLElement>(null)
  const reload = useCallback(() => actions.runs().then(setRuns), [actions])
  useEffect(() => {
    if (opened) void reload()
  }, [opened, reload])

  const change = async (id: string, what: RunChange) => {
    await actions.changeRun(id, what)
    await reload()
  }
  const remove = async (run: StoredRun) => {
    setChosen((ids) => ids.filter((id) => id !== run.id))
    setDeleted(run)
    await change(run.id, { deleted: Date.now() })
  }
  const open = (run: StoredRun) => {
    onClose()
    void actions.openRun(run.id)
  }
  const shown = catalogue && runs ? sortRuns(filterRuns(catalogue, runs, filter), order) : []
  const compared = chosen.flatMap((id) => runs?.find((run) => run.id === id) ?? [])
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Runs"
      size={1120}
      xOffset="clamp(8px, 2vw, 32px)"
      yOffset="clamp(8px, 4dvh, 40px)"
      closeButtonProps={{ 'aria-label': 'Close' }}
      overlayProps={{ backgroundOpacity: 0.3 }}
    >
      <div className="runs">
        <div className="runs-tools">
          <input
            type="search"
            className="runs-filter"
            placeholder="Filter by name, data, model, setting …"
            aria-label="Filter runs"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
          {catalogue && shown.length > 1 && (
            <SortBy catalogue={catalogue} runs={shown} order={order} onOrder={setOrder} />
          )}
          <p className="runs-hint" role="status">
            {shelf === 'reading'
              ? 'Another tab keeps the runs; here they can be looked at.'
              : chosen.length < 2 && shown.length > 1 && 'Tick two or more to compare them.'}
          </p>
        </div>
        {shown.length > 0 && catalogue ? (
          <RunsTable
            catalogue={catalogue}
            runs={shown}
            order={order}
            onOrder={setOrder}
            chosen={chosen}
            onChoose={setChosen}
            locked={shelf !== 'ready'}
            onChange={change}
            onDelete={remove}
            onOpen={open}
          />
        ) : (
          <p className="runs-none">{emptyText(runs, shelf)}</p>
        )}
        <div className="runs-foot">
          <p role="status">
            {deleted && (
              <>
                {deleted.name} was deleted.{' '}
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    setDeleted(null)
                    void change(deleted.id, { deleted: undefined })
                  }}
                >
                  Undo
                </button>
              </>
            )}
          </p>
          {compared.length > 1 && (
            <>
              <span>{compared.length} runs ticked</span>
              <button type="button" className="btn" onClick={() => comparison.current?.scrollIntoView()}>
                Show comparison
              </button>
              <button type="button" className="textbtn" onClick={() => setChosen([])}>
                Untick all
              </button>
            </>
          )}
        </div>
        {compared.length > 1 && catalogue && (
          <Compare ref={comparison} catalogue={catalogue} runs={compared} />
        )}
      </div>
    </Modal>
  )
}

function emptyText(runs: StoredRun[] | null, shelf: string): string {
  if (shelf === 'none') return 'This browser keeps nothing for this page (a private window, perhaps).'
  if (!runs) return 'Reading the runs …'
  return runs.length
    ? 'No run has all of these words.'
    : 'No run is kept yet. Train for a few seconds, and it is here.'
}
