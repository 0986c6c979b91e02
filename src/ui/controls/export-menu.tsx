import { Menu } from '@mantine/core'
import { Download, Upload } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useActions, usePage } from '../store/page'
import { CopyLink } from './copy-link'

/** Everything that can be taken away, and the way to bring weights in; a file may also be dropped on the page. */
export function ExportMenu() {
  const actions = useActions()
  const catalogue = usePage((state) => state.catalogue)
  const ready = usePage(
    ({ status, dead }) => !dead && (status.state === 'running' || status.state === 'paused'),
  )
  const file = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState('')
  const formats = catalogue?.formats ?? []
  const readable = formats.filter((format) => format.imports)
  return (
    <>
      <Menu position="bottom-end" width={320} shadow="none" offset={8}>
        <Menu.Target>
          <button type="button" className="btn" disabled={!catalogue} aria-busy={busy !== ''}>
            <Download size={14} aria-hidden /> <span className="export-word">Export</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {formats.map((format) => (
            <Menu.Item
              key={format.id}
              disabled={!ready || busy !== ''}
              onClick={async () => {
                setBusy(format.id)
                await actions.exportRun(format.id)
                setBusy('')
              }}
            >
              <span className="format">
                <b>{format.label}</b>
                <small>{format.extension.startsWith('.') ? format.extension : `.${format.extension}`}</small>
                <span>{format.summary}</span>
              </span>
            </Menu.Item>
          ))}
          <CopyLink />
          {readable.length > 0 && (
            <>
              <Menu.Divider />
              <Menu.Item
                disabled={!ready}
                leftSection={<Upload size={14} aria-hidden />}
                onClick={() => file.current?.click()}
              >
                Open a file…
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <input
        ref={file}
        type="file"
        hidden
        aria-label="File to open"
        accept={[
          ...readable.map((format) => `.${format.extension.replace(/^\./, '')}`),
          '.json',
          '.csv',
          '.tsv',
        ].join()}
        onChange={(event) => {
          const chosen = event.target.files?.[0]
          event.target.value = ''
          if (chosen) void actions.openFile(chosen)
        }}
      />
      <DropTarget onFile={(dropped) => void actions.openFile(dropped)} />
    </>
  )
}

/** The whole page takes a dropped file; a veil says so while one hovers over it. */
function DropTarget({ onFile }: { onFile: (file: File) => void }) {
  const [over, setOver] = useState(false)
  const receive = useRef(onFile)
  receive.current = onFile
  useEffect(() => {
    const holdsFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files')
    const drag = (event: DragEvent) => {
      if (!holdsFile(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (!event.relatedTarget) setOver(false)
    }
    const drop = (event: DragEvent) => {
      if (!holdsFile(event)) return
      setOver(false)
      if (event.defaultPrevented) return // the drawing dialog has taken it
      event.preventDefault()
      const file = event.dataTransfer?.files[0]
      if (file) receive.current(file)
    }
    window.addEventListener('dragover', drag)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', drag)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [])
  return over ? (
    <div className="veil">Drop a Ganvas file, a configuration, weights or points (.csv) to open it</div>
  ) : null
}
