import { Menu } from '@mantine/core'
import { Clapperboard, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { readPalette, rgb } from '../../canvas/palette'
import { saveFile } from '../../store/actions/save-file'
import { useDataset, usePage, useRecord, useThePage } from '../../store/page'
import { addNotice } from '../../store/state'
import { chooseVideo, type VideoChoice } from './codecs'
import type { Order, Report } from './worker'

/** Milliseconds a picture. */
const delay = 100

/** The film as a file, made in a worker of its own. */
export function SaveFilm() {
  const { store } = useThePage()
  const { film } = useRecord()
  const dataset = useDataset()
  const step = usePage((state) => state.status.step)
  const [done, setDone] = useState<number | null>(null)
  /** What video it can be, or why none; null until the browser was asked. */
  const [video, setVideo] = useState<VideoChoice | string | null>(null)
  const can = typeof video === 'string' ? null : video
  const why = typeof video === 'string' ? video : 'Asking this browser for an encoder …'
  const worker = useRef<Worker | null>(null)
  const end = () => {
    worker.current?.terminate()
    worker.current = null
    setDone(null)
  }
  useEffect(() => () => worker.current?.terminate(), [])

  const save = (as: Order['as']) => {
    const shots = film.moments.flatMap((moment) => {
      const blocks = moment.frames.get('samples')?.blocks
      const block = blocks?.images ?? blocks?.points
      return block ? [{ step: moment.step, block }] : []
    })
    if (!shots.length) {
      addNotice(store, 'The film has no samples yet: show a view with samples while the model trains.')
      return
    }
    const palette = readPalette(document.documentElement)
    const look = { extent: dataset?.extent ?? 3, surface: rgb(palette.surface), ink: rgb(palette.gen) }
    const size = shots[0]!.block.shape.join()
    const order: Order = {
      as,
      shots: shots.filter(({ block }) => block.shape.join() === size),
      look,
      delay,
    }
    setDone(0)
    worker.current = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'film' })
    worker.current.addEventListener('message', ({ data }: MessageEvent<Report>) => {
      if ('done' in data) {
        setDone(data.done)
        return
      }
      if ('failed' in data) addNotice(store, `The film could not be saved. ${data.failed}`)
      else {
        const { config } = store.getState()
        const kind = as === 'gif' ? as : as.kind
        const type = as === 'gif' ? 'image/gif' : `video/${kind}`
        saveFile(`ganvas-${config?.model}-${config?.data}-film-${step}.${kind}`, type, data.bytes)
      }
      end()
    })
    worker.current.addEventListener('error', () => {
      addNotice(store, 'The film could not be saved: its encoder did not load.')
      end()
    })
    worker.current.postMessage(order)
  }

  if (done !== null)
    return (
      <span className="film-saving">
        <progress value={done} aria-label="Saving the film" />
        <button type="button" className="btn quiet icon" aria-label="Cancel saving" onClick={end}>
          <X size={14} aria-hidden />
        </button>
      </span>
    )
  return (
    <Menu
      position="top-end"
      width={300}
      shadow="none"
      offset={8}
      onOpen={() => void chooseVideo().then(setVideo)}
    >
      <Menu.Target>
        <button type="button" className="btn quiet icon" aria-label="Save film" title="Save film">
          <Clapperboard size={15} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
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
            <span>{can ? 'Smaller, by this browser’s own encoder.' : why}</span>
          </span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
