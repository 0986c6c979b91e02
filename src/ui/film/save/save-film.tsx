import { Menu } from '@mantine/core'
import { Clapperboard, X } from 'lucide-react'
import { useState } from 'react'
import { readPalette, rgb } from '../../canvas/palette'
import { useDataset, usePage, useRecord, useThePage } from '../../store/page'
import { addNotice } from '../../store/state'
import { chooseVideo, type VideoChoice } from './codecs'
import { type Subject, subjects } from './subjects'
import { useSaving } from './use-saving'
import type { Order } from './worker'

/** Milliseconds a picture. */
const delay = 100

/** What the film is to show, and the file that it becomes. */
export function SaveFilm() {
  const { store } = useThePage()
  const record = useRecord()
  const { film } = record
  const dataset = useDataset()
  const view = usePage((state) => state.view)
  const saving = useSaving()
  const [offered, setOffered] = useState<Subject[]>([])
  const [picked, setPicked] = useState('')
  /** What video it can be, or why none; null until the browser was asked. */
  const [video, setVideo] = useState<VideoChoice | string | null>(null)
  const can = typeof video === 'string' ? null : video
  const why = typeof video === 'string' ? video : 'Asking this browser for an encoder …'
  const subject =
    offered.find(({ id }) => id === picked) ?? offered.find((one) => one.view === view) ?? offered[0]

  const open = () => {
    void chooseVideo().then(setVideo)
    const able = subjects.filter(({ kind }) => !kind || kind === dataset?.kind)
    setOffered(able.filter(({ probe }) => film.moments.some(({ frames }) => frames.has(probe))))
  }
  const save = (as: Order['as']) => {
    const palette = readPalette(document.documentElement)
    const extent = dataset?.extent ?? 3
    const { hidden } = store.getState()
    const shots = subject?.shots(film.moments, { real: record.present.get('real'), hidden, extent }) ?? []
    if (!shots.length) {
      addNotice(store, 'The film has no pictures yet: show a view with samples while the model trains.')
      return
    }
    const look = { extent, surface: rgb(palette.surface), ink: rgb(palette.gen), palette }
    saving.start({ as, shots, look, delay })
  }

  if (saving.done !== null)
    return (
      <span className="film-saving">
        <progress value={saving.done} aria-label="Saving the film" />
        {saving.rests && <small role="status">Training rests meanwhile</small>}
        <button type="button" className="btn quiet icon" aria-label="Cancel saving" onClick={saving.cancel}>
          <X size={14} aria-hidden />
        </button>
      </span>
    )
  return (
    <Menu position="top-end" width={300} shadow="none" offset={8} onOpen={open}>
      <Menu.Target>
        <button type="button" className="btn quiet icon" aria-label="Save film" title="Save film">
          <Clapperboard size={15} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {offered.length > 1 && (
          <>
            <Menu.Label>The film shows</Menu.Label>
            <Menu.RadioGroup value={subject?.id ?? null} onChange={setPicked}>
              {offered.map(({ id, label }) => (
                <Menu.RadioItem key={id} value={id}>
                  {label}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Divider />
          </>
        )}
        <Menu.Item onClick={() => save('gif')}>
          <span className="format">
            <b>GIF</b>
            <small>.gif</small>
            <span>Plays anywhere; 256 colours a picture.</span>
          </span>
        </Menu.Item>
        <Menu.Item disabled={!can} onClick={() => can && save(can)}>
          <span className="format">
            <b>Video</b>
            <small>.{can?.kind ?? 'mp4'}</small>
            <span>
              {can ? 'Smaller, by this browser’s own encoder. Training rests until it is there.' : why}
            </span>
          </span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
