import type { CsvMessage } from '../../protocol/csv'
import type { Problem } from '../../protocol/events'

/** A file's points, read in a worker of their own; rejects with a `Problem`. */
export function readCsv(
  file: File,
  onProgress: (rows: number, share: number) => void,
): Promise<{ drawing: string; says: string[] }> {
  const worker = new Worker(new URL('../../worker/csv-worker.ts', import.meta.url), {
    type: 'module',
    name: 'csv',
  })
  return new Promise<{ drawing: string; says: string[] }>((resolve, reject) => {
    const problem = (message: string): Problem => ({
      name: 'FormatError',
      message,
      next: 'Choose the file again.',
    })
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      reject(problem(`${file.name} could not be read.`))
    })
    worker.addEventListener('message', ({ data }: MessageEvent<CsvMessage>) => {
      if (data.type === 'progress') onProgress(data.rows, data.share)
      else if (data.type === 'done') resolve(data)
      else reject(data.problem)
    })
    worker.postMessage({ file })
  }).finally(() => worker.terminate())
}
