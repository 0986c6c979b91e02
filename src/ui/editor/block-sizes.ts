import type { LayerSpec } from '../../protocol/layers'

/** The sizes of a block of two paths: how many channels both end in, and how many its body has before that. */
export type BlockSize = 'channels' | 'inner channels'

/** Convolutions of a path, by their place in it. */
const convolutions = (path: LayerSpec[string]): number[] =>
  Array.isArray(path)
    ? (path as LayerSpec[]).flatMap((layer, at) => (typeof layer.filters === 'number' ? [at] : []))
    : []

function places(path: LayerSpec[string], size: BlockSize): number[] {
  const all = convolutions(path)
  return size === 'channels' ? all.slice(-1) : all.slice(0, -1)
}

/** The sizes that a block has; of several inner ones the first. */
export function blockSizes({ body }: LayerSpec): { size: BlockSize; value: number }[] {
  return (['channels', 'inner channels'] as const).flatMap((size) => {
    const [at] = places(body, size)
    return at === undefined ? [] : [{ size, value: (body as LayerSpec[])[at]!.filters as number }]
  })
}

/** The block with another size. Both paths follow where they end, since they are added. */
export function resizedBlock(block: LayerSpec, size: BlockSize, value: number): LayerSpec {
  const widened = (path: LayerSpec[string]) =>
    Array.isArray(path)
      ? (path as LayerSpec[]).map((layer, at) =>
          places(path, size).includes(at) ? { ...layer, filters: value } : layer,
        )
      : path
  const { body, shortcut } = block
  // Channels within the body are its own affair.
  return { ...block, body: widened(body), shortcut: size === 'channels' ? widened(shortcut) : shortcut }
}
