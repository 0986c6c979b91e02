import type { StagePicture } from '../../protocol/stages'
import { LiveCanvas } from '../canvas/live-canvas'
import { isPlane, reachOf } from '../canvas/scenes/tensor'
import { compact } from '../controls/format'
import { roleInk, roleToken } from '../theme/roles'
import { magnification } from './picture-data'

/** The first rows of a tensor, drawn as what they are: images, points of a plane, scores, or plain numbers. */
export function StagePictureView({ picture, extent }: { picture: StagePicture; extent: number | null }) {
  const { label, role, block, before, mean, deviation } = picture
  const colour = roleToken(role)
  const times = before && isPlane(block) ? magnification(before.data, block.data, reachOf(block, extent)) : 1
  const name = `${label}: mean ${compact(mean)}, deviation ${compact(deviation)}`
  return (
    <figure className="stage-picture">
      <LiveCanvas
        probes={[]}
        name={name}
        look={() => ({ name, scene: { kind: 'tensor', props: { block, before, colour, extent } } })}
      />
      <figcaption>
        <b style={{ color: roleInk(role) }}>{label}</b>
        <span>{times > 1 ? `moves ×${times}` : `${compact(mean)} ± ${compact(deviation)}`}</span>
      </figcaption>
    </figure>
  )
}
