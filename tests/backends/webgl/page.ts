import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgl'
import { env, ready, setBackend } from '@tensorflow/tfjs-core'
import { registerRepairedGradients } from '../../../src/backends/gradients'
import { installFastKernels } from '../../../src/backends/webgl/install'
import { coarseChecks, oldChecks, pretendCoarse, pretendOld } from './coarse'
import type { Check } from './compare'
import { convolutionChecks } from './convolutions'
import { elementwiseChecks, sumChecks, updateChecks } from './elementwise'
import { gradientChecks } from './gradients'
import { lossChecks } from './losses'
import { partChecks } from './parts'
import { pendingChecks } from './pending'
import { productChecks } from './products'
import { resumeChecks } from './resume'
import { serviceChecks, tensorChecks } from './tensors'

const groups: Record<string, Check[]> = {
  products: productChecks,
  convolutions: convolutionChecks,
  elementwise: elementwiseChecks,
  sums: sumChecks,
  updates: updateChecks,
  gradients: gradientChecks,
  losses: lossChecks,
  parts: partChecks,
  pending: pendingChecks,
  tensors: tensorChecks,
  services: serviceChecks,
  resume: resumeChecks,
  coarse: coarseChecks,
  old: oldChecks,
}

declare global {
  interface Window {
    /** Runs a group of checks with our kernels installed; rejects with the first that fails. */
    check: (group: string) => Promise<void>
  }
}

window.check = async (group) => {
  if (group === 'coarse') pretendCoarse()
  if (group === 'old') pretendOld()
  await setBackend('webgl')
  await ready()
  registerRepairedGradients()
  // Small tensors would be computed on the CPU by stock kernels, and nothing would be tested.
  env().set('CPU_HANDOFF_SIZE_THRESHOLD', 0)
  if (group !== 'coarse' && group !== 'old' && !installFastKernels({ kernels: 'fast' }))
    throw new Error('The fast kernels cannot be installed here.')
  for (const check of groups[group]!) await check()
}
