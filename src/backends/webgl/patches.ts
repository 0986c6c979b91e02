import type { DataId, TensorInfo } from '@tensorflow/tfjs-core'
import type { Gpu } from './gpu'
import { type ConvInfo, geometryKey, im2col, type Patches } from './im2col'
import { withFlat } from './layout'
import type { Matrix } from './matrix'

/** Kept patches take no more than this together; larger ones are made twice. */
const capBytes = 64 * 2 ** 20

/**
 * Patches between the two kernels that want them: a layer's forward pass and its filter's gradient (or, in a transposed
 * layer, the gradient's own convolution). Whoever comes first leaves them for the other, who gives them back; so does the end
 * of the tensor that they show.
 */
export class PatchShelf {
  readonly #kept = new Map<DataId, { key: string; patches: Patches }>()
  bytes = 0

  constructor(private readonly gpu: Gpu) {}

  with<R>(x: TensorInfo, info: ConvInfo, chunk: number, use: (matrix: Matrix) => R): R {
    const key = geometryKey(info)
    const kept = this.#kept.get(x.dataId)
    if (
      kept?.key === key &&
      (kept.patches.matrix.order === 'panels' || kept.patches.matrix.chunk === chunk)
    ) {
      const result = use(kept.patches.matrix)
      this.drop(x.dataId)
      return result
    }
    const patches = withFlat(this.gpu, [x], (flat) => im2col(this.gpu, flat!, info, chunk))
    const result = use(patches.matrix)
    this.drop(x.dataId)
    if (patches.matrix.order === 'panels' && this.bytes + patches.bytes <= capBytes) {
      this.#kept.set(x.dataId, { key, patches })
      this.bytes += patches.bytes
    } else this.#release(patches)
    return result
  }

  /** The tensor is gone, or its patches are used up. */
  drop(dataId: DataId): void {
    const kept = this.#kept.get(dataId)
    if (!kept) return
    this.#kept.delete(dataId)
    this.bytes -= kept.patches.bytes
    this.#release(kept.patches)
  }

  clear(): void {
    for (const dataId of [...this.#kept.keys()]) this.drop(dataId)
  }

  #release({ texture, shape, bytes }: Patches): void {
    const { backend } = this.gpu
    backend.numBytesInGPU -= bytes
    backend.textureManager.releaseTexture(texture, shape, null, true)
  }
}
