import { Menu } from '@mantine/core'
import { Clapperboard, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { readPalette, rgb } from '../../canvas/palette'
import { saveFile } from '../../store/actions/save-file'
import { useDataset, usePage, useRecord, useThePage } from '../../store/page'
import { addNotice } from '../../store/state'
import type { Order, Report } from './worker'

const video = 'VideoEncoder' in globalThis
/** Milliseconds a picture. */
const delay = 100

/** The film as a file, made in a worker of its own. */
export function SaveFilm() {
  const { store } = useThePage()
  const { film } = useRecord()
  const dataset = useDataset()
  const step = usePage((state) => state.status.step)
  const [done, setDone] = useState<number | null>(null)
  const worker = useRef<Worker | null>(null)
  const end = () => {
    worker.current?.terminate()
    worker.current = null
    setDone(null)
  }
  useEffect(() => () => worker.current?.terminate(), [])

  const save = (kind: Order['kind']) => {
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
      kind,
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
        const type = kind === 'gif' ? 'image/gif' : 'video/mp4'
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
    <Menu position="top-end" width={300} shadow="none" offset={8}>
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
        <Menu.Item disabled={!video} onClick={() => save('mp4')}>
          <span className="format">
            <b>Video</b>
            <small>.mp4</small>
            <span>
              {video
                ? 'Smaller, by this browser’s own encoder.'
                : 'This browser has no video encoder (WebCodecs).'}
            </span>
          </span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
