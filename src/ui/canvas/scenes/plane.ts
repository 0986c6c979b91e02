import type { Frame } from '../../../protocol/events'
import { stacked } from '../../views/plane-layers'
import { paintPlane } from '../../views/plane-layers/paint-plane'
import { type Camera, project } from '../plane/projection'
import type { Sheet } from './sheet'

/** The plane with the layers named, as the camera sees it. */
export function planeScene(
  { context, width, height, scale, palette }: Sheet,
  frames: ReadonlyMap<string, Frame>,
  { layers, extent, camera }: { layers: string[]; extent: number; camera: Camera },
): void {
  const shown = stacked.filter(({ id }) => layers.includes(id))
  paintPlane(context, shown, frames, project(extent, Math.min(width, height), scale, camera), palette)
}
