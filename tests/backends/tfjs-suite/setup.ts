/**
 * First module of the bundled suite: tfjs-core with everything its tests expect, and this backend as the only
 * environment. SUITE_* come from scripts/tfjs-suite.mjs.
 */
import '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { readFileSync } from 'node:fs'
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util'
import { registerRepairedGradients } from '../../../src/backends/gradients/index'
import { registerSimdBackendSync } from '../../../src/backends/simd/register'

const { SUITE_KERNELS = '', SUITE_BACKEND = 'simd' } = process.env

const backend = registerSimdBackendSync({
  kernels: {
    module: new WebAssembly.Module(readFileSync(SUITE_KERNELS)),
    shared: false,
    relaxed: SUITE_KERNELS.includes('relaxed'),
  },
})
registerRepairedGradients()
setTestEnvs([{ name: SUITE_BACKEND, backendName: SUITE_BACKEND, isDataSync: true }])

process.on('exit', () => {
  if (backend.fallbacks.size > 0)
    console.log(`Through the CPU bridge: ${[...backend.fallbacks].sort().join(' ')}`)
})
