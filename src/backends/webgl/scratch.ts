import type { ScratchTarget } from './gpu'

/** A layered RGBA32F texture whose layers are the render targets of one draw. */
export interface ScratchTexture extends ScratchTarget {
  texture: WebGLTexture
  width: number
  height: number
  bytes: number
}

/** Beyond this, idle scratch textures are deleted, the longest idle first. */
const capBytes = 256 * 2 ** 20

/**
 * Register tiles between the two passes of a kernel. GL executes draws in order, so a texture may be handed out again
 * as soon as its reader has been queued.
 */
export class Scratch {
  #idle: ScratchTexture[] = []
  bytes = 0

  constructor(readonly gl: WebGL2RenderingContext) {}

  acquire(width: number, height: number, layers: number): ScratchTexture {
    const fits = this.#idle.findIndex((t) => t.width === width && t.height === height && t.layers === layers)
    if (fits >= 0) return this.#idle.splice(fits, 1)[0]!
    const { gl } = this
    const texture = gl.createTexture()!
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture)
    gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl.RGBA32F, width, height, layers)
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
    const framebuffer = gl.createFramebuffer()!
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer)
    const attachments = Array.from({ length: layers }, (_, i) => gl.COLOR_ATTACHMENT0 + i)
    attachments.forEach((attachment, layer) => {
      gl.framebufferTextureLayer(gl.FRAMEBUFFER, attachment, texture, 0, layer)
    })
    gl.drawBuffers(attachments)
    const bytes = 16 * width * height * layers
    this.bytes += bytes
    return { texture, framebuffer, width, height, layers, bytes }
  }

  release(texture: ScratchTexture): void {
    this.#idle.push(texture)
    while (this.bytes > capBytes && this.#idle.length > 1) this.#delete(this.#idle.shift()!)
  }

  dispose(): void {
    for (const texture of this.#idle.splice(0)) this.#delete(texture)
  }

  #delete(texture: ScratchTexture): void {
    this.gl.deleteFramebuffer(texture.framebuffer)
    this.gl.deleteTexture(texture.texture)
    this.bytes -= texture.bytes
  }
}
