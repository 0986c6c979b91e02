import type { backend_util } from '@tensorflow/tfjs-core'
import { ELEMENT_GRAIN } from './kernel'

/** The int32s that kernels/pool.ts and kernels/depthwise.ts read. */
export function windowLayout(info: backend_util.Conv2DInfo): number[] {
  const { padInfo } = info
  return [
    ...[info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth],
    ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
    ...[info.dilationHeight, info.dilationWidth, padInfo.top, padInfo.left],
  ]
}

/** Images below which a thread is not worth waking. */
export const windowGrain = (info: backend_util.Conv2DInfo) =>
  Math.max(1, Math.ceil(ELEMENT_GRAIN / 4 / Math.max(1, info.inHeight * info.inWidth * info.inChannels)))
