import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'fflate'
import { sha256 } from './source.mjs'

/**
 * Writes `<folder>/<id>/`: shards and `manifest.json`. A shard is the gzip of its images (uint8, NHWC) followed
 * by its labels (uint8). fflate with mtime 0 writes the same bytes on every machine, which zlib does not promise;
 * the name ends in `.bin` so that no server declares a Content-Encoding and unzips it on the way.
 *
 * `manifest.hash` is SHA-256 over the unpacked content, training shards first: it names the data, not the packing.
 */
export function pack(set, splits, folder) {
  const directory = join(folder, set.id)
  mkdirSync(directory, { recursive: true })
  for (const file of readdirSync(directory)) rmSync(join(directory, file))

  const size = set.shape.reduce((product, length) => product * length, 1)
  const content = createHash('sha256')
  const shards = []
  for (const [split, { count, images, labels }] of Object.entries(splits)) {
    if (count % set.shardSize !== 0)
      throw new Error(`${count} examples do not fill shards of ${set.shardSize}.`)
    for (let start = 0; start < count; start += set.shardSize) {
      const end = start + set.shardSize
      const plain = Buffer.concat([images.subarray(start * size, end * size), labels.subarray(start, end)])
      content.update(plain)
      const packed = gzipSync(plain, { level: 9, mem: 12, mtime: 0 })
      const file = `${split}-${String(start / set.shardSize).padStart(2, '0')}.bin`
      writeFileSync(join(directory, file), packed)
      shards.push({ file, split, count: set.shardSize, bytes: packed.length, sha256: sha256(packed) })
    }
  }

  const hash = content.digest('hex')
  if (hash !== set.hash)
    throw new Error(`${set.id}: the packed content has SHA-256 ${hash}, not ${set.hash}.`)
  const manifest = {
    id: set.id,
    label: set.label,
    shape: set.shape,
    counts: Object.fromEntries(Object.entries(splits).map(([split, { count }]) => [split, count])),
    classes: set.classes,
    licence: set.licence,
    attribution: set.attribution,
    source: set.source,
    hash,
    shards,
  }
  writeFileSync(join(directory, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return manifest
}
