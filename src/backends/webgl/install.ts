import {
  backend,
  env,
  getKernel,
  getKernelsForBackend,
  type KernelBackend,
  type KernelConfig,
  type NamedAttrMap,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core'
import { shortPause } from '../next-task'
import type { WebGLBackend } from './backend'
import { Gpu } from './gpu'
import type { FastKernel } from './kernel'
import { isFlat, settle, toDense, toStock } from './layout'
import { fastKernels } from './registry'
import { signature } from './signature'

export type KernelChoice = 'stock' | 'fast' | 'auto'

export interface FastKernelOptions {
  /** `auto` follows the tuner's table (see tune.ts) and is ours where it has no entry. */
  kernels?: KernelChoice
}

/** A decision of the tuner: stock, or ours in one of its variants. */
export type Decision = 'stock' | number

export interface Installation {
  gpu: Gpu
  choice: KernelChoice
  stock: Map<string, KernelConfig>
  decisions: Map<string, Decision>
  /** While the tuner listens: each call's signature with its arguments. */
  listen?: ((call: Call) => void) | undefined
  /** Resolves when a download whose fence is asked for may be made. */
  download: (passed: () => boolean) => Promise<void>
}

export interface Call {
  kernel: FastKernel
  key: string
  inputs: Record<string, TensorInfo | undefined>
  attrs: NamedAttrMap
}

let installation: Installation | undefined

export const installed = (): Installation | undefined => installation

type Inputs = Record<string, TensorInfo | undefined>
type Arguments = { inputs: Inputs; backend: KernelBackend; attrs?: NamedAttrMap }

/** Whether the current backend can run these kernels: WebGL 2 that renders 32-bit floats into eight targets. */
export function canInstall(): boolean {
  if (env().getNumber('WEBGL_VERSION') !== 2 || !env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) return false
  const { gl } = (backend() as unknown as WebGLBackend).gpgpu
  return gl.getParameter(gl.MAX_DRAW_BUFFERS) >= 8 && gl.getParameter(gl.MAX_COLOR_ATTACHMENTS) >= 8
}

/**
 * Replaces kernels of the current 'webgl' backend by ours; returns false, and leaves all as it is, where the device
 * cannot run them. Kernels that stay are wrapped: before one of them runs, inputs in the flat layout (layout.ts) are
 * turned into tfjs's.
 */
export function installFastKernels({ kernels = 'auto' }: FastKernelOptions = {}): boolean {
  if (installation) {
    installation.choice = kernels
    registerOwn(installation)
    return true
  }
  if (kernels === 'stock' || !canInstall()) return false
  const webgl = backend() as unknown as WebGLBackend
  const gpu = new Gpu(webgl)
  const stock = new Map(getKernelsForBackend('webgl').map((config) => [config.kernelName, config]))
  const download = (passed: () => boolean) => untilPassed(gpu.gl, passed)
  const state: Installation = { gpu, choice: kernels, stock, decisions: new Map(), download }
  installation = state
  for (const [name, config] of stock)
    replace({ ...config, kernelFunc: (args) => runStock(state, name, args as Arguments) as TensorInfo })
  for (const kernel of fastKernels) if (stock.has(kernel.kernelName)) replace(configOf(state, kernel))
  registerOwn(state)
  followTensors(state)
  return true
}

/**
 * Takes the kernels out again and forgets programs, textures and decisions, so that the next installation begins afresh: for
 * a backend that is about to be replaced, since its context was lost. Tensors of the old one must not be used any more.
 */
export function removeFastKernels(): void {
  const state = installation
  if (!state) return
  installation = undefined
  for (const { kernelName } of fastKernels)
    if (getKernel(kernelName, 'webgl')) unregisterKernel(kernelName, 'webgl')
  for (const config of state.stock.values()) replace(config)
  state.gpu.dispose()
}

const configOf = (state: Installation, kernel: FastKernel): KernelConfig => ({
  kernelName: kernel.kernelName,
  backendName: 'webgl',
  kernelFunc: (args) => dispatch(state, kernel, args as Arguments) as TensorInfo,
})

/** Kernels that tfjs has not: an optimizer looks whether they are there, so with `stock` they are not. */
function registerOwn(state: Installation): void {
  for (const kernel of fastKernels) {
    if (state.stock.has(kernel.kernelName)) continue
    const present = getKernel(kernel.kernelName, 'webgl') != null
    if (state.choice === 'stock' && present) unregisterKernel(kernel.kernelName, 'webgl')
    if (state.choice !== 'stock' && !present) registerKernel(configOf(state, kernel))
  }
}

function replace(config: KernelConfig): void {
  if (getKernel(config.kernelName, config.backendName))
    unregisterKernel(config.kernelName, config.backendName)
  registerKernel(config)
}

function runStock(state: Installation, name: string, args: Arguments): TensorInfo | TensorInfo[] {
  follow(state, args.backend)
  for (const info of Object.values(args.inputs ?? {})) if (info?.dataId) toStock(state.gpu, info)
  return state.stock.get(name)!.kernelFunc(args as never)
}

/** Tensors of a few values that are still on the CPU: tfjs computes such calls there. */
function onCpu({ gpu }: Installation, inputs: Inputs): boolean {
  const infos = Object.values(inputs).filter((info) => info != null)
  return infos.every(
    (info) =>
      gpu.backend.texData.get(info.dataId).texture == null &&
      !gpu.pending.has(info.dataId) &&
      util.sizeFromShape(info.shape) < env().getNumber('CPU_HANDOFF_SIZE_THRESHOLD'),
  )
}

/** tfjs may replace its backend: after a lost context, or when its engine is reset. */
function follow(state: Installation, current: KernelBackend): void {
  const webgl = current as unknown as WebGLBackend
  if (state.gpu.backend === webgl) return
  state.gpu.pending.clear()
  if (state.gpu.gl === webgl.gpgpu.gl) state.gpu.backend = webgl
  else state.gpu = new Gpu(webgl)
  followTensors(state)
}

function dispatch(state: Installation, kernel: FastKernel, args: Arguments): TensorInfo | TensorInfo[] {
  const { inputs, attrs = {} } = args
  follow(state, args.backend)
  const hasStock = state.stock.has(kernel.kernelName)
  const supported = kernel.supports ? kernel.supports(inputs, attrs) : allFloat(inputs)
  if (hasStock && (state.choice === 'stock' || !supported || (kernel.cpu !== false && onCpu(state, inputs))))
    return runStock(state, kernel.kernelName, args)
  let variant = kernel.variants?.[0] ?? 0
  if (hasStock && kernel.alias !== true && (state.decisions.size > 0 || state.listen)) {
    const key = signature(kernel.kernelName, inputs, attrs, kernel.byShape ?? false)
    state.listen?.({ kernel, key, inputs, attrs })
    const decision = state.choice === 'auto' ? state.decisions.get(key) : undefined
    if (decision === 'stock') return runStock(state, kernel.kernelName, args)
    variant = decision ?? variant
  }
  return kernel.run(state.gpu, inputs, attrs, variant) ?? runStock(state, kernel.kernelName, args)
}

async function untilPassed(gl: WebGL2RenderingContext, passed: () => boolean): Promise<void> {
  while (!gl.isContextLost() && !passed()) await shortPause()
}

const allFloat = (inputs: Inputs): boolean =>
  Object.values(inputs).every((info) => info == null || info.dtype === 'float32')

/**
 * All of tfjs's downloads go through `decode`, which makes a dense texture: ours is dense already. They wait for a fence that
 * tfjs looks at every 4 ms (in a worker), ours every millisecond, and for a gap between steps (throttle.ts). What is derived
 * from a tensor goes with it.
 */
function followTensors(state: Installation): void {
  const { gpu } = state
  const { backend } = gpu
  const { gpgpu } = backend
  const pollFence = gpgpu.pollFence.bind(gpgpu)
  gpgpu.pollFence = async (fence) => {
    if (state.choice !== 'stock') await state.download(() => fence.isFencePassed())
    if (!fence.isFencePassed()) await pollFence(fence)
  }
  const decode = backend.decode.bind(backend)
  backend.decode = (dataId, shape) => {
    settle(gpu, { dataId })
    const data = backend.texData.get(dataId)
    if (!isFlat(data)) return decode(dataId, shape)
    const [height, width] = shape ?? util.sizeToSquarishShape(Math.ceil(util.sizeFromShape(data.shape) / 4))
    return toDense(gpu, { dataId, shape: data.shape, dtype: data.dtype }, { width, height })
  }
  const disposeData = backend.disposeData.bind(backend)
  backend.disposeData = (dataId, force) => {
    const gone = disposeData(dataId, force)
    if (gone) {
      gpu.patches.drop(dataId)
      gpu.pending.drop(dataId)
    }
    return gone
  }
}
