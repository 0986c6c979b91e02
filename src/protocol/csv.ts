import type { Problem } from './events'

/** What the worker that reads tables tells the page, which sent it `{ file }`. */
export type CsvMessage =
  | { type: 'progress'; rows: number; share: number }
  | { type: 'done'; drawing: string; says: string[] }
  | { type: 'problem'; problem: Problem }
