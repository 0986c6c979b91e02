import Papa from 'papaparse'
import { FormatError } from '../engine/core/errors'

const delimiters = [',', ';', '\t', '|', ' ']
/** No table has such a row: text whose quotes never close would be kept, and read again and again. */
const longestRow = 1 << 21

/** Rows of comma-separated text that arrives in pieces; the delimiter and the line ends are those of the first piece. */
export class CsvRows {
  #rest = ''
  #parser: Papa.Parser | null = null

  /** The rows that are complete with this piece. Throws `FormatError`. */
  push(text: string): string[][] {
    this.#rest += this.#parser ? text : text.replace(/^\uFEFF/, '')
    this.#parser ??= parserFor(this.#rest)
    return this.#read(true)
  }

  /** The last row, which may have no line end. */
  end(): string[][] {
    return this.#parser ? this.#read(false) : []
  }

  #read(more: boolean): string[][] {
    const { data, meta } = this.#parser!.parse(this.#rest, 0, more) as Papa.ParseResult<string[]>
    this.#rest = more ? this.#rest.slice(meta.cursor) : ''
    if (this.#rest.length > longestRow)
      throw new FormatError(
        'The file has a row of more than two million characters.',
        'Choose a table with a row for each point.',
      )
    return data
  }
}

function parserFor(text: string): Papa.Parser {
  const newline = text.includes('\r\n') ? '\r\n' : text.includes('\n') || !text.includes('\r') ? '\n' : '\r'
  const lines = text
    .split(newline, 50)
    .slice(0, -1)
    .filter((line) => line.trim() !== '')
  // The delimiter that stands as often in nearly every line, and most often.
  const score = (delimiter: string) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1).sort((a, b) => a - b)
    const usual = counts[counts.length >> 1] ?? 0
    return (
      usual && counts.filter((count) => count === usual).length / counts.length + 0.01 * Math.min(10, usual)
    )
  }
  const delimiter = delimiters.reduce((best, next) => (score(next) > score(best) ? next : best))
  return new Papa.Parser({ delimiter, newline })
}
