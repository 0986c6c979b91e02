import { isSoftwareRenderer } from '../backends/choose'
import { rendererOf } from '../backends/webgl/device'

/** The renderer of the WebGL that this thread can have, as the driver names it; null for none. The context is let go. */
export function webglRenderer(): string | null {
  if (typeof OffscreenCanvas === 'undefined') return null
  const canvas = new OffscreenCanvas(1, 1)
  const gl = (canvas.getContext('webgl2') ?? canvas.getContext('webgl')) as WebGL2RenderingContext | null
  if (!gl) return null
  const renderer = rendererOf(gl)
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return renderer
}

/** `ANGLE (Apple, ANGLE Metal Renderer: Apple M2, Unspecified Version)` → `Apple M2`. */
export function shortName(renderer: string): string {
  if (isSoftwareRenderer(renderer)) return 'software'
  const angle = /^ANGLE \([^,]*, (.*)\)$/.exec(renderer)?.[1] ?? renderer
  const name = angle
    .replace(/^ANGLE Metal Renderer: /, '')
    .replace(/,.*$/, '')
    .replace(/\s*(Direct3D|D3D|OpenGL|Vulkan|Mesa|\(0x).*$/i, '')
    .replace(/\((R|TM)\)/g, '')
    .trim()
  return name.length > 28 ? `${name.slice(0, 27)}…` : name || 'graphics card'
}
