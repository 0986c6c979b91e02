/**
 * tfjs-core's own test suite in a browser, on 'webgl' with stock kernels or with ours. First module of the bundle made by
 * scripts/webgl-suite.mjs; jasmine's globals exist already, `suiteKernels` says which kernels.
 */
import '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgl'
import { setBackend } from '@tensorflow/tfjs-core'
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util'
import { installFastKernels } from '../../../src/backends/webgl/install'

declare global {
  var suiteKernels: 'stock' | 'fast'
  var suitePrepare: () => Promise<void>
}

// Without the second, tfjs computes tensors as small as these on the CPU. Set before each group, since groups reset all flags.
const flags = { HAS_WEBGL: true, CPU_HANDOFF_SIZE_THRESHOLD: 0 }
setTestEnvs([{ name: 'webgl', backendName: 'webgl', flags, isDataSync: true }])

globalThis.suitePrepare = async () => {
  await setBackend('webgl')
  if (globalThis.suiteKernels === 'fast' && !installFastKernels({ kernels: 'fast' }))
    throw new Error('The fast kernels cannot be installed here.')
}
