import '@tensorflow/tfjs-core' // first: its parts import each other in a circle
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import '@tensorflow/tfjs-backend-cpu'
import { ready, setBackend } from '@tensorflow/tfjs-core'
import { registerRepairedGradients } from '../../src/backends/gradients'
import { installLeanEngine } from '../../src/backends/lean-engine'

/** tfjs as the worker sets it up, on the plain CPU backend. */
export async function useCpu(): Promise<void> {
  registerRepairedGradients()
  installLeanEngine()
  await setBackend('cpu')
  await ready()
}
