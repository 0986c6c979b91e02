export interface WebglFacts {
  /** As the driver names it. */
  renderer: string
  /** The part of it that a person recognises. */
  shortName: string
  /** True where the processor draws. */
  software: boolean
}

const softwareRenderers = /swiftshader|llvmpipe|softpipe|software|basic render/i

/** What WebGL this thread can have; null for none. The context is let go at once. */
export function webglFacts(): WebglFacts | null {
  if (typeof OffscreenCanvas === 'undefined') return null
  const canvas = new OffscreenCanvas(1, 1)
  const gl = (canvas.getContext('webgl2') ?? canvas.getContext('webgl')) as WebGL2RenderingContext | null
  if (!gl) return null
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return { renderer, shortName: shortName(renderer), software: softwareRenderers.test(renderer) }
}

/** `ANGLE (Apple, ANGLE Metal Renderer: Apple M2, Unspecified Version)` → `Apple M2`. */
export function shortName(renderer: string): string {
  if (softwareRenderers.test(renderer)) return 'software'
  const angle = /^ANGLE \([^,]*, (.*)\)$/.exec(renderer)?.[1] ?? renderer
  const name = angle
    .replace(/^ANGLE Metal Renderer: /, '')
    .replace(/,.*$/, '')
    .replace(/\s*(Direct3D|D3D|OpenGL|Vulkan|Mesa|\(0x).*$/i, '')
    .replace(/\((R|TM)\)/g, '')
    .trim()
  return name.length > 28 ? `${name.slice(0, 27)}…` : name || 'graphics card'
}
