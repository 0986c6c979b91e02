import type { Block, Frame } from '../../protocol/events'

/** A frame as bytes for the store: the length of a JSON header, the header padded to four bytes, then the arrays. */
export function packFrame(frame: Frame): Uint8Array {
  const blocks = Object.entries(frame.blocks).map(([name, { shape, data }]) => ({
    name,
    shape,
    floats: data instanceof Float32Array,
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  }))
  const header = new TextEncoder().encode(
    JSON.stringify({
      probe: frame.probe,
      step: frame.step,
      blocks: blocks.map(({ name, shape, floats }) => ({ name, shape, floats })),
    }),
  )
  const aligned = (length: number) => Math.ceil(length / 4) * 4
  const start = 4 + aligned(header.length)
  const bytes = new Uint8Array(blocks.reduce((at, { data }) => at + aligned(data.length), start))
  new DataView(bytes.buffer).setUint32(0, header.length, true)
  bytes.set(header, 4)
  let at = start
  for (const { data } of blocks) {
    bytes.set(data, at)
    at += aligned(data.length)
  }
  return bytes
}

/** Null for bytes that an older or newer page wrote in another way: a picture less in the film. */
export function unpackFrame(bytes: Uint8Array): Frame | null {
  try {
    const whole = bytes.byteOffset % 4 ? bytes.slice() : bytes
    const length = new DataView(whole.buffer, whole.byteOffset).getUint32(0, true)
    const header = JSON.parse(new TextDecoder().decode(whole.subarray(4, 4 + length))) as {
      probe: string
      step: number
      blocks: { name: string; shape: number[]; floats: boolean }[]
    }
    let at = whole.byteOffset + 4 + Math.ceil(length / 4) * 4
    const blocks: Record<string, Block> = {}
    for (const { name, shape, floats } of header.blocks) {
      const size = shape.reduce((total, side) => total * side, 1)
      const data = floats
        ? new Float32Array(whole.buffer, at, size).slice()
        : new Uint8Array(whole.buffer, at, size).slice()
      blocks[name] = { shape, data }
      at += Math.ceil(data.byteLength / 4) * 4
    }
    return { probe: header.probe, step: header.step, blocks }
  } catch {
    return null
  }
}
