import { Modal } from '@mantine/core'
import { type CSSProperties, useEffect, useId, useState } from 'react'
import {
  type Drawing,
  decodeDrawing,
  drawnExtent,
  encodeDrawing,
  longestDrawing,
  longestInLink,
  type Stroke,
} from '../../protocol/drawing'
import type { Problem } from '../../protocol/events'
import { useActions, usePage } from '../store/page'
import { Board } from './board'
import './drawing.css'
import { presets } from './presets'
import { readCsv } from './read-csv'

const nothing: Drawing = { strokes: [], points: [], note: '' }
/** Of the brush, in units of the plane. */
const [thinnest, thickest] = [0.01, drawnExtent / 8]

/** Draws a distribution, or opens one: strokes by mouse, finger or pen, shapes to begin with, points of a CSV file. */
export default function DrawDialog({ file: given, onClose }: { file: File | null; onClose: () => void }) {
  const actions = useActions()
  const current = usePage((state) => state.config?.drawing)
  const [drawing, setDrawing] = useState<Drawing>(() => (current && decodeDrawing(current)) || nothing)
  const [width, setWidth] = useState(0.08)
  const [says, setSays] = useState<string[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const [reading, setReading] = useState<string | null>(null)
  const [over, setOver] = useState(false)
  const file = useId()
  const share = `${((width - thinnest) / (thickest - thinnest)) * 100}%`
  const text = encodeDrawing(drawing)
  const empty = !drawing.strokes.length && !drawing.points.length

  const change = (next: Drawing, sentences: string[] = []) => {
    setDrawing(next)
    setSays(sentences)
    setProblem(null)
  }
  const add = (strokes: Stroke[], sentences: string[] = []) => {
    const next = { ...drawing, strokes: [...drawing.strokes, ...strokes] }
    if (encodeDrawing(next).length > longestDrawing)
      setProblem('That is more than a drawing can hold. Undo or clear some of it.')
    else change(next, sentences)
  }
  const open = async (chosen: File | undefined) => {
    if (!chosen) return
    setProblem(null)
    setReading(`Reading ${chosen.name} …`)
    try {
      const read = await readCsv(chosen, (rows, share) =>
        setReading(`Reading ${chosen.name}: ${rows.toLocaleString('en')} rows, ${Math.round(100 * share)} %`),
      )
      change(decodeDrawing(read.drawing) ?? nothing, read.says)
    } catch (error) {
      const { message, next } = error as Problem
      setProblem(`${message} ${next}`)
    } finally {
      setReading(null)
    }
  }
  // Dropped on the page, or opened from its menu.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each file is opened once
  useEffect(() => {
    if (given) void open(given)
  }, [given])
  const use = () => {
    if (empty) {
      setProblem('Nothing is drawn yet. Draw a line, choose a shape or open a CSV file.')
      return
    }
    actions.chooseDrawing(text)
    onClose()
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title="Draw your own"
      centered
      size={680}
      closeButtonProps={{ 'aria-label': 'Close' }}
      overlayProps={{ backgroundOpacity: 0.3 }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a place to drop a file on; the button does the same */}
      <div
        className="drawing"
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          void open(event.dataTransfer.files[0])
        }}
      >
        <Board
          drawing={drawing}
          width={width}
          onStroke={(stroke, beyond) =>
            add([stroke], beyond ? ['What went beyond the plane was moved to its edge.'] : [])
          }
        />
        <div className="drawing-side">
          <section>
            <h3 className="heading">
              Brush <span className="aside">{width.toFixed(2)} wide</span>
            </h3>
            <input
              type="range"
              className="range"
              aria-label="Brush width"
              min={thinnest}
              max={thickest}
              step={0.01}
              value={width}
              style={{ '--mark': 'var(--real)', '--share': share } as CSSProperties}
              onChange={(event) => setWidth(Number(event.target.value))}
            />
          </section>
          <section>
            <h3 className="heading">Shapes</h3>
            <div className="row">
              {presets.map(({ label, strokes }) => (
                <button key={label} type="button" className="btn" onClick={() => add(strokes)}>
                  {label}
                </button>
              ))}
            </div>
          </section>
          <section>
            <h3 className="heading">From a file</h3>
            <input
              id={file}
              className="hidden"
              type="file"
              accept=".csv,.tsv,.txt,text/csv,text/plain"
              onChange={(event) => {
                void open(event.target.files?.[0])
                event.target.value = ''
              }}
            />
            <label htmlFor={file} className="btn">
              Open a CSV file
            </label>
            <p className="caption">Or drop one here. Its first two columns of numbers are the points.</p>
          </section>
          <div className="row">
            <button
              type="button"
              className="btn"
              disabled={!drawing.strokes.length}
              onClick={() => change({ ...drawing, strokes: drawing.strokes.slice(0, -1) })}
            >
              Undo
            </button>
            <button type="button" className="btn" disabled={empty} onClick={() => change(nothing)}>
              Clear
            </button>
          </div>
        </div>
      </div>
      <div className="drawing-says">
        <div role="status">
          {reading ? <p>{reading}</p> : says.map((sentence) => <p key={sentence}>{sentence}</p>)}
        </div>
        {problem && (
          <p role="alert" className="bad">
            {problem}
          </p>
        )}
        <p className="caption">
          {text.length <= longestInLink
            ? `The page’s link carries the drawing itself: ${text.length} characters.`
            : 'These points are too many for a link. They stay on this device, and inside saved runs, checkpoints and configuration files; whoever opens the link elsewhere sees another drawing, and is told so.'}
        </p>
      </div>
      <div className="drawing-foot">
        <button type="button" className="btn" onClick={onClose}>
          Cancel
        </button>
        <button type="button" className="btn go" disabled={reading !== null} onClick={use}>
          Use these points
        </button>
      </div>
    </Modal>
  )
}
