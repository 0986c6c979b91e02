import { longestInLink, nameOfDrawing } from '../../protocol/drawing'
import { readPref, writePref } from './prefs'

const kept = 8

/** Keeps a drawing that is too long for a link, so that this device's own links find it again. */
export function rememberDrawing(drawing: string): void {
  if (drawing.length <= longestInLink) return
  const former = readPref<string[]>('drawings', [])
  if (former[0] !== drawing)
    writePref('drawings', [drawing, ...former.filter((one) => one !== drawing)].slice(0, kept))
}

/** The drawing that a link names by `@…`, or the name itself where this device does not have it. */
export function recallDrawing(name: string): string {
  return readPref<string[]>('drawings', []).find((drawing) => nameOfDrawing(drawing) === name) ?? name
}
