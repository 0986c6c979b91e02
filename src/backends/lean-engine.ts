import {
  engine,
  env,
  getGradient,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core'

/**
 * tfjs's engine with less bookkeeping a kernel. A small network's step is a hundred kernels of a few microseconds, and
 * as many microseconds go into closures, flag look-ups and copies of handles around each of them.
 *
 * Two things are done in another way, with the same result:
 * - A kernel runs at once instead of through three closures, unless tfjs is in debug or test mode or profiles.
 * - What a gradient needs is kept by a second handle on the same data **with the same id**, instead of through the
 *   kernel `Identity` and a tape node of its own. To the tape both are one tensor, so second derivatives still find
 *   their way back.
 *
 * These are private parts of tfjs 4.22, whose version is pinned; tests compare gradients, second derivatives and the
 * number of live tensors with the stock engine's.
 */
interface Internals {
  backendName: string | null
  backend: object
  runKernel: RunKernel
  state: {
    gradientDepth: number
    kernelDepth: number
    profiling: boolean
    numTensors: number
    numBytes: number
    tensorInfo: WeakMap<object, { backend: { incRef(dataId: object): void }; bytes: number }>
  }
  makeTensorFromTensorInfo(info: TensorInfo): Tensor
  addTapeNode(
    kernelName: string,
    inputs: NamedTensorMap,
    outputs: Tensor[],
    gradient: null,
    saved: Tensor[],
    attrs?: NamedAttrMap,
  ): void
}

type RunKernel = (
  this: Internals,
  kernelName: string,
  inputs: NamedTensorMap,
  attrs?: NamedAttrMap,
) => Tensor | Tensor[]

const isTensor = (x: Tensor | TensorInfo): x is Tensor => 'rank' in x && x.rank != null

/** A handle that outlives the scope in which `x` was made; whoever cleans the tape disposes of it. */
function keepHandle(owner: Internals, x: Tensor): Tensor {
  const handle = new Tensor(x.shape, x.dtype, x.dataId, x.id)
  const { state } = owner
  state.numTensors++
  state.numBytes += x.dtype === 'bool' ? x.size : x.size * 4
  state.tensorInfo.get(x.dataId)!.backend.incRef(x.dataId)
  handle.kept = true
  return handle
}

function keepForGradient(owner: Internals, kernelName: string, inputs: NamedTensorMap, outputs: Tensor[]) {
  const config = getGradient(kernelName)
  if (!config) return []
  const saved: Tensor[] = []
  const names = config.saveAllInputs ? Object.keys(inputs) : (config.inputsToSave ?? [])
  for (const name of names) saved.push(keepHandle(owner, inputs[name]!))
  const { outputsToSave } = config
  if (outputsToSave) {
    for (let i = 0; i < outputs.length; i++) if (outputsToSave[i]) saved.push(keepHandle(owner, outputs[i]!))
  }
  return saved
}

function runKernel(
  this: Internals,
  kernelName: string,
  inputs: NamedTensorMap,
  attrs?: NamedAttrMap,
): Tensor | Tensor[] {
  const { state, backendName } = this
  const kernel = backendName ? getKernel(kernelName, backendName) : undefined
  if (!kernel || state.profiling || env().getBool('DEBUG') || env().getBool('IS_TEST'))
    return stockRunKernel.call(this, kernelName, inputs, attrs)
  const recording = state.gradientDepth > 0 && state.kernelDepth === 0
  let outputs: Tensor[]
  let saved: Tensor[] = []
  let single = true
  // Kernels that call ops must not record them.
  state.kernelDepth++
  try {
    const out = kernel.kernelFunc({ inputs, attrs, backend: this.backend })
    single = !Array.isArray(out)
    const infos = (single ? [out] : out) as Array<Tensor | TensorInfo>
    outputs = infos.map((info) => (isTensor(info) ? info : this.makeTensorFromTensorInfo(info)))
    if (recording) saved = keepForGradient(this, kernelName, inputs, outputs)
  } finally {
    state.kernelDepth--
  }
  if (recording) this.addTapeNode(kernelName, inputs, outputs, null, saved, attrs)
  return single ? outputs[0]! : outputs
}

let stockRunKernel: RunKernel

/** Switches the one tfjs engine of this thread; `false` gives the stock one back. */
export function installLeanEngine(on = true): void {
  const owner = engine() as unknown as Internals
  stockRunKernel ??= owner.runKernel
  owner.runKernel = on ? runKernel : stockRunKernel
}
