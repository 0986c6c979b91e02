/**
 * `npm run data`: rebuilds the packed sets in public/data from their sources. `npm run data -- mnist` rebuilds one;
 * `npm run data -- --check` only compares the committed files with their manifests.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fashionMnist } from './fashion-mnist.mjs'
import { mnist } from './mnist.mjs'
import { pack } from './pack.mjs'
import { sha256 } from './source.mjs'

const sets = [mnist, fashionMnist]
const output = fileURLToPath(new URL('../../public/data', import.meta.url))

function rebuild(set) {
  const folder = mkdtempSync(join(tmpdir(), 'ganvas-data-'))
  try {
    return pack(set, set.read(folder), output)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function check(set) {
  const manifest = JSON.parse(readFileSync(join(output, set.id, 'manifest.json'), 'utf8'))
  if (manifest.hash !== set.hash) throw new Error(`${set.id}: the manifest names another content.`)
  for (const shard of manifest.shards) {
    const packed = readFileSync(join(output, set.id, shard.file))
    if (sha256(packed) !== shard.sha256)
      throw new Error(`${set.id}/${shard.file} is not what its manifest says.`)
  }
  return manifest
}

const args = process.argv.slice(2)
const ids = args.filter((arg) => !arg.startsWith('--'))
const unknown = ids.filter((id) => !sets.some((set) => set.id === id))
try {
  if (unknown.length > 0) throw new Error(`No packed data set is called ${unknown.join(', ')}.`)
  for (const set of sets.filter(({ id }) => ids.length === 0 || ids.includes(id))) {
    const manifest = args.includes('--check') ? check(set) : rebuild(set)
    const bytes = manifest.shards.reduce((sum, shard) => sum + shard.bytes, 0)
    console.log(
      `${set.id}: ${manifest.counts.train} + ${manifest.counts.test} examples, ` +
        `${manifest.shards.length} shards, ${(bytes / 1e6).toFixed(1)} MB, content ${manifest.hash.slice(0, 12)}…`,
    )
  }
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
