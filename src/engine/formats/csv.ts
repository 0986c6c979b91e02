import { strToU8 } from 'fflate'
import type { History } from '../../protocol/history'
import type { Format } from './format'

/**
 * The history as RFC 4180: a header line, then one record a row, lines ended by CRLF. Numbers are written with every
 * digit that they have (so that reading gives the same number); a row without a value leaves the field empty.
 */
export function historyCsv(history: History): string {
  const columns = history.names.map((name) => history.values(name))
  const lines = [['step', ...history.names].map(field).join()]
  history.steps.forEach((step, row) => {
    lines.push([step, ...columns.map((column) => column[row]!)].map(number).join())
  })
  return `${lines.join('\r\n')}\r\n`
}

const number = (value: number) => (Number.isNaN(value) ? '' : String(value))

/** Quoted where it has to be (RFC 4180, § 2, rules 5 to 7). */
const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

export const csv: Format = {
  entry: {
    id: 'csv',
    label: 'Curves',
    summary: 'Every curve with its steps, as a table.',
    extension: 'csv',
    mime: 'text/csv;charset=utf-8',
    imports: false,
  },
  write: ({ history }) => strToU8(historyCsv(history)),
}
