import { isSoftwareRenderer } from '../choose'

/** What a WebGL context can do, and what that means for training. */
export interface Device {
  /** The GPU's name, or that of the software which stands in for it. */
  renderer: string
  software: boolean
  webglVersion: 1 | 2
  /** Renders 32-bit floats; otherwise numbers have 11 significant bits and nothing below 6·10⁻⁸. */
  float32: boolean
  maxTexture: number
  /** Render targets of one draw: the fast kernels need 8. */
  drawBuffers: number
  parallelCompile: boolean
  /** Sentences for the device panel. */
  advice: string[]
}

type Context = WebGLRenderingContext | WebGL2RenderingContext

/** The GPU's name as the driver gives it, where the browser tells. */
export function rendererOf(gl: Context): string {
  const names = gl.getExtension('WEBGL_debug_renderer_info')
  return String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER) ?? 'unknown')
}

export function describeDevice(gl: Context): Device {
  const isWebGL2 = 'texStorage3D' in gl
  const renderer = rendererOf(gl)
  const device: Omit<Device, 'advice'> = {
    renderer,
    software: isSoftwareRenderer(renderer),
    webglVersion: isWebGL2 ? 2 : 1,
    float32: rendersFloat32(gl, isWebGL2),
    maxTexture: Number(gl.getParameter(gl.MAX_TEXTURE_SIZE)),
    drawBuffers: isWebGL2 ? Number((gl as WebGL2RenderingContext).getParameter(gl.MAX_DRAW_BUFFERS)) : 1,
    parallelCompile: gl.getExtension('KHR_parallel_shader_compile') != null,
  }
  return { ...device, advice: adviceFor(device) }
}

function adviceFor(device: Omit<Device, 'advice'>): string[] {
  const advice: string[] = []
  if (device.software)
    advice.push('This browser draws without a graphics processor. The SIMD backend is faster here.')
  if (!device.float32) {
    advice.push(
      'This graphics processor computes with 16-bit floats: about three decimal digits. Losses are rougher, ' +
        'and epsilon is raised to 0.0001, since smaller ones would be zero.',
      'Gradient penalties (WGAN-GP, R1, R2) are unsafe in 16 bits: they square small numbers, which become zero. Prefer the SIMD backend for them.',
    )
  }
  if (device.webglVersion === 1)
    advice.push(
      'Only WebGL 1 is available: training works, without the fast kernels. Updating the browser or the driver may help.',
    )
  else if (device.float32 && device.drawBuffers < 8)
    advice.push(
      `This graphics processor writes ${device.drawBuffers} targets at a time; the fast kernels need 8, so tfjs's own are used.`,
    )
  if (device.maxTexture < 4096)
    advice.push(`Textures are at most ${device.maxTexture} wide here: choose small batches.`)
  return advice
}

/** The extension's promise is not enough on some devices: a target of that kind must be complete. */
function rendersFloat32(gl: Context, isWebGL2: boolean): boolean {
  const extension = isWebGL2
    ? gl.getExtension('EXT_color_buffer_float')
    : gl.getExtension('OES_texture_float') && gl.getExtension('WEBGL_color_buffer_float')
  if (!extension) return false
  const texture = gl.createTexture()
  const framebuffer = gl.createFramebuffer()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  const format = isWebGL2 ? (gl as WebGL2RenderingContext).RGBA32F : gl.RGBA
  gl.texImage2D(gl.TEXTURE_2D, 0, format, 1, 1, 0, gl.RGBA, gl.FLOAT, null)
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer)
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0)
  const complete = gl.checkFramebufferStatus(gl.FRAMEBUFFER) === gl.FRAMEBUFFER_COMPLETE
  gl.bindFramebuffer(gl.FRAMEBUFFER, null)
  gl.bindTexture(gl.TEXTURE_2D, null)
  gl.deleteFramebuffer(framebuffer)
  gl.deleteTexture(texture)
  return complete
}
