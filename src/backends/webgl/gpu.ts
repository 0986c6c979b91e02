import { env } from '@tensorflow/tfjs-core'
import { isSoftwareRenderer } from '../choose'
import { DeviceError } from '../errors'
import type { WebGLBackend } from './backend'
import { rendererOf } from './device'
import { PatchShelf } from './patches'
import { Pending } from './pending'
import { Scratch } from './scratch'

/** One draw: a fragment shader over `width` × `height`, reading textures, writing one or several targets. */
export interface Pass {
  /** Names the shader; equal keys must mean equal sources. */
  key: string
  /** GLSL after the header: declarations and `void main()`. */
  source: () => string
  /** 2-D textures, seen in the shader as A, B, C, D, E. */
  inputs?: WebGLTexture[]
  /** Layered textures, seen as T and U. */
  tiles?: WebGLTexture[]
  /** Seen as `u[…]`, so that one shader serves every size and warm-up compiles few. */
  ints?: number[]
  /** Seen as `f[…]`. */
  floats?: number[]
  /** Textures written: o0, o1 … */
  outputs: WebGLTexture[] | ScratchTarget
  width: number
  height: number
}

/** Layers of a scratch texture as render targets. */
export interface ScratchTarget {
  framebuffer: WebGLFramebuffer
  layers: number
}

interface Program {
  program: WebGLProgram
  ints: WebGLUniformLocation | null
  floats: WebGLUniformLocation | null
  ready: boolean
}

const vertexShader = `#version 300 es
void main() {
  // One triangle that covers the target; no buffers.
  gl_Position = vec4(gl_VertexID == 1 ? 3. : -1., gl_VertexID == 2 ? 3. : -1., 0., 1.);
}`

const names = ['A', 'B', 'C', 'D', 'E']
const layeredNames = ['T', 'U']

/** Programs, framebuffers and draws in tfjs's own context. tfjs sets all the state it needs before each of its draws. */
export class Gpu {
  readonly gl: WebGL2RenderingContext
  readonly maxTexture: number
  /** A processor draws in place of a GPU. */
  readonly software: boolean
  readonly scratch: Scratch
  readonly patches = new PatchShelf(this)
  readonly pending = new Pending(this)
  readonly #programs = new Map<string, Program>()
  readonly #framebuffers = new Map<number, WebGLFramebuffer>()
  readonly #vao: WebGLVertexArrayObject
  #vertex: WebGLShader | null = null

  /** Programs belong to the context, not to tfjs's backend object, which a reset of its engine replaces. */
  constructor(public backend: WebGLBackend) {
    this.gl = backend.gpgpu.gl
    this.maxTexture = this.gl.getParameter(this.gl.MAX_TEXTURE_SIZE) as number
    this.software = isSoftwareRenderer(rendererOf(this.gl))
    this.#vao = this.gl.createVertexArray()!
    this.scratch = new Scratch(this.gl)
  }

  /** Programs of ours that have been handed to the driver, for the compile progress. */
  get programs(): WebGLProgram[] {
    return [...this.#programs.values()].map(({ program }) => program)
  }

  /** Gives back all that is not a tensor. */
  dispose(): void {
    const { gl } = this
    this.patches.clear()
    this.pending.clear()
    this.scratch.dispose()
    for (const { program } of this.#programs.values()) gl.deleteProgram(program)
    for (const framebuffer of this.#framebuffers.values()) gl.deleteFramebuffer(framebuffer)
    gl.deleteVertexArray(this.#vao)
    this.#programs.clear()
    this.#framebuffers.clear()
  }

  run(pass: Pass, always = false): void {
    const program = this.#program(pass)
    // tfjs's compile-only mode: the shader is on its way, nothing is drawn. `always` is for data that must move.
    if (env().get('ENGINE_COMPILE_ONLY') && !always) return
    this.#finish(program, pass)
    const { gl } = this
    this.#select(program)
    pass.inputs?.forEach((texture, unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit)
      gl.bindTexture(gl.TEXTURE_2D, texture)
    })
    pass.tiles?.forEach((texture, i) => {
      gl.activeTexture(gl.TEXTURE0 + names.length + i)
      gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture)
    })
    if (program.ints && pass.ints) gl.uniform1iv(program.ints, pass.ints)
    if (program.floats && pass.floats) gl.uniform1fv(program.floats, pass.floats)
    this.#target(pass.outputs)
    gl.viewport(0, 0, pass.width, pass.height)
    gl.scissor(0, 0, pass.width, pass.height)
    gl.bindVertexArray(this.#vao)
    gl.drawArrays(gl.TRIANGLES, 0, 3)
  }

  #select({ program }: Program): void {
    // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's name, not React's.
    this.gl.useProgram(program)
  }

  #target(outputs: Pass['outputs']): void {
    const { gl } = this
    if (!Array.isArray(outputs)) {
      gl.bindFramebuffer(gl.FRAMEBUFFER, outputs.framebuffer)
      return
    }
    let framebuffer = this.#framebuffers.get(outputs.length)
    const fresh = !framebuffer
    framebuffer ??= gl.createFramebuffer()!
    this.#framebuffers.set(outputs.length, framebuffer)
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer)
    outputs.forEach((texture, i) => {
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + i, gl.TEXTURE_2D, texture, 0)
    })
    if (fresh) gl.drawBuffers(outputs.map((_, i) => gl.COLOR_ATTACHMENT0 + i))
  }

  #program(pass: Pass): Program {
    const known = this.#programs.get(pass.key)
    if (known) return known
    const { gl } = this
    this.#vertex ??= this.#shader(gl.VERTEX_SHADER, vertexShader)
    const program = gl.createProgram()!
    gl.attachShader(program, this.#vertex)
    gl.attachShader(program, this.#shader(gl.FRAGMENT_SHADER, header(pass) + pass.source()))
    gl.linkProgram(program)
    const made: Program = { program, ints: null, floats: null, ready: false }
    this.#programs.set(pass.key, made)
    return made
  }

  /** Asking for the link's result waits for it, so it is asked at the first draw only. */
  #finish(program: Program, pass: Pass): void {
    if (program.ready) return
    const { gl } = this
    if (!gl.getProgramParameter(program.program, gl.LINK_STATUS) && !gl.isContextLost()) {
      const shaders = gl.getAttachedShaders(program.program) ?? []
      const log = [gl.getProgramInfoLog(program.program), ...shaders.map((s) => gl.getShaderInfoLog(s))]
      throw new DeviceError(
        `The GPU's driver rejected the shader ${pass.key}: ${log.join(' ')}`,
        'Choose the stock kernels.',
      )
    }
    this.#select(program)
    ;[...names, ...layeredNames].forEach((name, unit) => {
      const location = gl.getUniformLocation(program.program, name)
      if (location) gl.uniform1i(location, unit)
    })
    program.ints = gl.getUniformLocation(program.program, 'u')
    program.floats = gl.getUniformLocation(program.program, 'f')
    program.ready = true
  }

  #shader(type: number, source: string): WebGLShader {
    const shader = this.gl.createShader(type)!
    this.gl.shaderSource(shader, source)
    this.gl.compileShader(shader)
    return shader
  }
}

function header({ inputs = [], tiles = [], ints = [], floats = [], outputs }: Pass): string {
  const targets = Array.isArray(outputs) ? outputs.length : outputs.layers
  return [
    '#version 300 es',
    'precision highp float; precision highp int; precision highp sampler2D; precision highp sampler2DArray;',
    ...inputs.map((_, i) => `uniform sampler2D ${names[i]};`),
    ...tiles.map((_, i) => `uniform sampler2DArray ${layeredNames[i]};`),
    ints.length ? `uniform int u[${ints.length}];` : '',
    floats.length ? `uniform float f[${floats.length}];` : '',
    ...Array.from({ length: targets }, (_, i) => `layout(location = ${i}) out vec4 o${i};`),
    divide,
    '',
  ].join('\n')
}

/**
 * Quotient and remainder through one float division, corrected by at most one: exact for quotients below 2²².
 * Integer division is many instructions on every GPU and a scalar loop on a software renderer.
 * `splitFloat`: the same in floats, for numbers below 2²¹ (whole.ts).
 * `texelAt`: texel t of a flat texture that is `width` wide; `valueAt`: value e. `valueIn`: the same where floats count to its
 * texels; `step` is one over the sides.
 */
const divide = `
ivec2 divide(int a, int b) {
  int q = int(float(a) / float(b)), r = a - q * b, fix = r < 0 ? -1 : r >= b ? 1 : 0;
  return ivec2(q + fix, r - fix * b);
}
vec2 splitFloat(float a, float b, float inverse) {
  float q = floor((a + .5) * inverse);
  return vec2(q, a - q * b);
}
vec4 texelAt(sampler2D s, int t, int width) { return texelFetch(s, divide(t, width).yx, 0); }
float valueAt(sampler2D s, int e, int width) { return texelAt(s, e >> 2, width)[e & 3]; }
float valueIn(sampler2D s, float e, float width, vec2 step) {
  float t = floor(e * .25), i = e - 4. * t;
  vec4 v = texture(s, (splitFloat(t, width, step.x).yx + .5) * step);
  return i < 1.5 ? (i < .5 ? v.x : v.y) : (i < 2.5 ? v.z : v.w);
}`

/** GLSL for quotient and remainder of a name, at most `largest`, by a number known when the shader is written. */
export function divideBy(name: string, by: number, largest = Number.POSITIVE_INFINITY): string {
  if (Number.isInteger(Math.log2(by))) return `ivec2(${name} >> ${Math.log2(by)}, ${name} & ${by - 1})`
  return largest < largestInFloats
    ? `ivec2(splitFloat(float(${name}), ${by}., ${(1 / by).toExponential(9)}))`
    : `divide(${name}, ${by})`
}

/** Whole numbers below it are divided in floats (whole.ts). */
export const largestInFloats = 2 ** 21
