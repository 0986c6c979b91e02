import { describe, expect, it } from 'vitest'
import { chooseBackend, type DeviceFacts, isSoftwareRenderer } from '../../src/backends/choose'

const GPU: DeviceFacts = { simd: true, webgl: true, renderer: 'ANGLE (NVIDIA GeForce RTX 3060, D3D11)' }
const SOFTWARE: DeviceFacts = {
  simd: true,
  webgl: true,
  renderer: 'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)',
}
const NONE: DeviceFacts = { simd: true, webgl: false }

describe('the choice of a backend', () => {
  it.each([
    ['WebGL on a GPU', GPU, 'webgl'],
    ['SIMD on software GL', SOFTWARE, 'simd'],
    ['SIMD without WebGL', NONE, 'simd'],
    ['software WebGL without SIMD', { ...SOFTWARE, simd: false }, 'webgl'],
    ['plain CPU with neither', { simd: false, webgl: false }, 'cpu'],
  ] as const)('%s', (_, facts, backend) => {
    expect(chooseBackend(facts).backend).toBe(backend)
  })

  it('a clear measured lead overrules the rule, both ways', () => {
    expect(chooseBackend(GPU, { simd: 7, webgl: 30 })).toMatchObject({
      backend: 'simd',
      timings: { simd: 7, webgl: 30 },
    })
    expect(chooseBackend(SOFTWARE, { simd: 30, webgl: 7 }).backend).toBe('webgl')
  })

  it('a lead within the noise does not', () => {
    expect(chooseBackend(GPU, { simd: 10, webgl: 10.5 }).backend).toBe('webgl')
  })

  it('a backend that failed to run is not chosen', () => {
    expect(chooseBackend(GPU, { simd: 12 }).backend).toBe('simd')
  })

  it('the sentence names both figures', () => {
    expect(chooseBackend(GPU, { simd: 7.25, webgl: 30 }).reason).toMatch(/7\.3 ms.*30 ms/)
  })

  it('the person overrides everything that is available, and is told when it is not', () => {
    expect(chooseBackend(SOFTWARE, { simd: 7, webgl: 900 }, 'webgl').backend).toBe('webgl')
    expect(chooseBackend(NONE, {}, 'webgl')).toMatchObject({
      backend: 'simd',
      reason: expect.stringContaining('not available'),
    })
  })

  it('knows the software renderers by name', () => {
    for (const name of [
      'llvmpipe (LLVM 15.0.7, 256 bits)',
      'Microsoft Basic Render Driver',
      'Google SwiftShader',
    ]) {
      expect(isSoftwareRenderer(name)).toBe(true)
    }
    for (const name of ['Apple M2', 'Mesa Intel(R) UHD Graphics', 'Adreno (TM) 640', undefined]) {
      expect(isSoftwareRenderer(name)).toBe(false)
    }
  })
})
