import { describe, expect, it } from 'vitest'
import { describeDevice } from '../../../src/backends/webgl/device'

interface Facts {
  renderer: string
  /** EXT_color_buffer_float is promised. */
  promised: boolean
  /** A 32-bit float target is complete. */
  complete: boolean
  drawBuffers: number
}

/** As much of a WebGL 2 context as is asked. */
function context({ renderer, promised, complete, drawBuffers }: Facts): WebGL2RenderingContext {
  const parameters: Record<string, unknown> = { RENDERER: renderer, MAX_TEXTURE_SIZE: 8192 }
  parameters.MAX_DRAW_BUFFERS = drawBuffers
  const gl: Record<string, unknown> = {
    RENDERER: 'RENDERER',
    MAX_TEXTURE_SIZE: 'MAX_TEXTURE_SIZE',
    MAX_DRAW_BUFFERS: 'MAX_DRAW_BUFFERS',
    FRAMEBUFFER_COMPLETE: 1,
    getExtension: (name: string) => (name === 'EXT_color_buffer_float' && promised ? {} : null),
    getParameter: (name: string) => parameters[name],
    checkFramebufferStatus: () => (complete ? 1 : 2),
    createTexture: () => ({}),
    createFramebuffer: () => ({}),
  }
  for (const name of ['bindTexture', 'texImage2D', 'bindFramebuffer', 'framebufferTexture2D'])
    gl[name] = () => undefined
  for (const name of ['deleteFramebuffer', 'deleteTexture', 'texStorage3D']) gl[name] = () => undefined
  return gl as unknown as WebGL2RenderingContext
}

const good: Facts = { renderer: 'Apple M2', promised: true, complete: true, drawBuffers: 8 }

describe('what a device can do', () => {
  it('has nothing to say about a good one', () => {
    expect(describeDevice(context(good))).toMatchObject({ float32: true, software: false, advice: [] })
  })

  it.each([
    ['without the extension', { ...good, promised: false }],
    ['whose promise does not hold', { ...good, complete: false }],
  ])('computes in 16 bits where it must, and says what that means: %s', (_, facts) => {
    const { float32, advice } = describeDevice(context(facts))
    expect(float32).toBe(false)
    expect(advice.join(' ')).toMatch(
      /16-bit floats: about three decimal digits.*epsilon is raised to 0\.0001/,
    )
    expect(advice.join(' ')).toMatch(/Gradient penalties .* are unsafe/)
  })

  it('knows every software renderer that the choice of a backend knows', () => {
    for (const renderer of [
      'Google SwiftShader',
      'llvmpipe (LLVM 15)',
      'Microsoft Basic Render Driver',
      'lavapipe',
    ]) {
      const { software, advice } = describeDevice(context({ ...good, renderer }))
      expect(software).toBe(true)
      expect(advice[0]).toMatch(/SIMD backend is faster/)
    }
  })

  it('names too few render targets', () => {
    expect(describeDevice(context({ ...good, drawBuffers: 4 })).advice[0]).toMatch(/writes 4 targets/)
  })
})
