import {
  engine,
  getKernel,
  getKernelsForBackend,
  type KernelBackend,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import type { SimdBackend } from './backend'
import type { KernelFunction } from './kernel'

/**
 * The one way out for everything without a kernel here: copy the inputs to tfjs's CPU backend, run its kernel,
 * copy the outputs back. Correct, and slow enough that `backend.fallbacks` remembers each name.
 */
export function bridge(kernelName: string): KernelFunction {
  return ({ inputs, attrs, backend }) => {
    const config = getKernel(kernelName, 'cpu')
    if (!config) {
      throw new Error(
        `Kernel '${kernelName}' is missing: register @tensorflow/tfjs-backend-cpu for fallbacks.`,
      )
    }
    backend.fallbacks.add(kernelName)
    const cpu = engine().findBackend('cpu')
    const moved: TensorInfo[] = []
    const lend = (x: TensorInfo) => {
      const lent = toCpu(backend, cpu, x)
      moved.push(lent)
      return lent
    }
    // Some kernels (Concat, AddN, Einsum …) take a list instead of names.
    const cpuInputs = Array.isArray(inputs)
      ? inputs.map(lend)
      : Object.fromEntries(
          Object.entries(inputs).map(([name, x]) => [name, Array.isArray(x) ? x.map(lend) : x && lend(x)]),
        )
    try {
      const result = config.kernelFunc({
        inputs: cpuInputs as NamedTensorInfoMap,
        attrs: attrs as never,
        backend: cpu,
      })
      const fetch = (x: TensorInfo) => fromCpu(backend, cpu, x)
      return Array.isArray(result) ? result.map(fetch) : fetch(result)
    } finally {
      for (const x of moved) cpu.disposeData(x.dataId)
    }
  }
}

function toCpu(backend: SimdBackend, cpu: KernelBackend, x: TensorInfo): TensorInfo {
  const values = backend.readSync(x.dataId)
  const { shape, dtype } = x
  // A few CPU kernels read `rank`, which tensors have and infos have not.
  if (dtype !== 'complex64')
    return { dataId: cpu.write(values, shape, dtype), shape, dtype, rank: shape.length } as TensorInfo
  // Interleaved here, a pair of tensors there.
  const part = (offset: number): TensorInfo => {
    const numbers = Float32Array.from(
      { length: values.length / 2 },
      (_, i) => (values as Float32Array)[2 * i + offset]!,
    )
    return { dataId: cpu.write(numbers, x.shape, 'float32'), shape: x.shape, dtype: 'float32' }
  }
  const [real, imag] = [part(0), part(1)]
  const complex = getKernel('Complex', 'cpu').kernelFunc({ inputs: { real, imag }, attrs: {}, backend: cpu })
  cpu.disposeData(real.dataId)
  cpu.disposeData(imag.dataId)
  return complex as TensorInfo
}

function fromCpu(backend: SimdBackend, cpu: KernelBackend, x: TensorInfo): TensorInfo {
  const values = cpu.readSync(x.dataId)
  const dataId = backend.write(values, x.shape, x.dtype)
  cpu.disposeData(x.dataId)
  return { dataId, shape: x.shape, dtype: x.dtype }
}

/** Kernels that the CPU backend has and this one has not. */
export function bridgedKernels(own: ReadonlySet<string>): string[] {
  return getKernelsForBackend('cpu')
    .map(({ kernelName }) => kernelName)
    .filter((name) => !own.has(name))
}
