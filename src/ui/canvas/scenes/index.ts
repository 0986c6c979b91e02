import type { Frame } from '../../../protocol/events'
import { codeMapsScene } from './code-maps'
import { gridScene } from './grid'
import { judgedScene } from './judged'
import { planeScene } from './plane'
import { rowsScene } from './rows'
import type { Sheet } from './sheet'
import { tensorScene } from './tensor'

/** What paints each kind of picture, from data alone: a worker can do it. A new kind is a file and a line. */
const scenes = {
  plane: planeScene,
  grid: gridScene,
  rows: rowsScene,
  judged: judgedScene,
  'code-maps': codeMapsScene,
  tensor: tensorScene,
}

type Scenes = typeof scenes

/** A picture as data: its kind, and what that needs besides the frames. */
export type Scene = {
  [Kind in keyof Scenes]: { kind: Kind; props: NonNullable<Parameters<Scenes[Kind]>[2]> }
}[keyof Scenes]

export function paintScene(sheet: Sheet, frames: ReadonlyMap<string, Frame>, { kind, props }: Scene): void {
  const paint = scenes[kind] as (sheet: Sheet, frames: ReadonlyMap<string, Frame>, props: unknown) => void
  paint(sheet, frames, props)
}
