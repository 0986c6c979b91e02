/// <reference lib="webworker" />
import { Rng } from '../engine/core/rng'
import { CsvPoints } from '../engine/formats/points-csv'
import type { CsvMessage } from '../protocol/csv'
import { CsvRows } from './csv-rows'
import { problemOf } from './problem'

const tell = (message: CsvMessage) => self.postMessage(message)

/** The sample of a long file is always the same. */
const seed = 1

/** Reads one file, piece by piece, in a thread of its own: the page and the training go on. */
async function read(file: File): Promise<void> {
  const points = new CsvPoints(Rng.stream(seed, 'csv'))
  const rows = new CsvRows()
  const reader = file.stream().getReader()
  const decoder = new TextDecoder()
  let bytes = 0
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    bytes += piece.value.length
    for (const row of rows.push(decoder.decode(piece.value, { stream: true }))) points.push(row)
    tell({ type: 'progress', rows: points.rows, share: bytes / file.size })
  }
  for (const row of rows.end()) points.push(row)
  tell({ type: 'done', ...points.finish(file.name) })
}

self.onmessage = ({ data }: MessageEvent<{ file: File }>) => {
  read(data.file).catch((error) => tell({ type: 'problem', problem: problemOf(error) }))
}
