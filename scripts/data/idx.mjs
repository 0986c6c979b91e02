/**
 * Reads the IDX format of LeCun et al.: two zero bytes, the element type (8 = uint8), the number of dimensions,
 * each dimension as a big-endian uint32, then the values.
 */
export function readIdx(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint16(0) !== 0 || view.getUint8(2) !== 8) throw new Error('Not an IDX file of uint8 values.')
  const rank = view.getUint8(3)
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i))
  const values = bytes.subarray(4 + 4 * rank)
  if (values.length !== shape.reduce((product, size) => product * size, 1))
    throw new Error(`An IDX file of shape ${shape.join(' × ')} holds ${values.length} values.`)
  return { shape, values }
}

/** Images and labels of one split, from the contents of its two IDX files. */
export function readSplit(imageFile, labelFile) {
  const images = readIdx(imageFile)
  const labels = readIdx(labelFile)
  if (images.shape[0] !== labels.shape[0]) throw new Error('There are not as many labels as images.')
  return { count: images.shape[0], images: images.values, labels: labels.values }
}
