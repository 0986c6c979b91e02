/**
 * Compiles the SIMD backend's AssemblyScript kernels: plain and relaxed SIMD, each with and without shared memory,
 * into src/backends/simd/generated/. Unchanged sources are skipped by their hash.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const simd = new URL('../src/backends/simd/', import.meta.url)
const kernels = new URL('kernels/', simd)
const generated = new URL('generated/', simd)
const stamp = new URL('stamp.txt', generated)

/** 4 GiB, the most that 32-bit pointers reach; a shared memory has to declare its maximum. */
const MAXIMUM_PAGES = 65536

const COMMON = ['-O3', '--runtime', 'stub', '--importMemory', '--use', 'abort=', '--enable', 'simd']
const VARIANTS = [
  ['kernels', []],
  ['kernels-relaxed', ['--enable', 'relaxed-simd']],
  ['kernels-shared', ['--enable', 'threads', '--sharedMemory']],
  ['kernels-relaxed-shared', ['--enable', 'relaxed-simd', '--enable', 'threads', '--sharedMemory']],
]

/** What the bundled Node thread is made of. */
const POOL = ['pool-worker-node.ts', 'pool-serve.ts', 'pool-protocol.ts', 'threads.ts', 'module.ts']

const sources = (await readdir(kernels)).filter((name) => name.endsWith('.ts')).sort()
const hash = createHash('sha256')
for (const url of [
  import.meta.url,
  ...POOL.map((name) => new URL(name, simd)),
  ...sources.map((name) => new URL(name, kernels)),
]) {
  hash.update(await readFile(fileURLToPath(url)))
}
const digest = hash.digest('hex')

if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) {
  console.log('SIMD kernels are up to date.')
} else {
  await mkdir(generated, { recursive: true })
  for (const [name, options] of VARIANTS) await compile(name, options)
  await bundlePoolWorker()
  await writeFile(stamp, digest)
}

async function compile(name, options) {
  const start = performance.now()
  const shared = options.includes('--sharedMemory')
  const memory = shared ? ['--initialMemory', '1', '--maximumMemory', String(MAXIMUM_PAGES)] : []
  const output = fileURLToPath(new URL(`${name}.wasm`, generated))
  const entry = fileURLToPath(new URL('index.ts', kernels))
  const { default: asc } = await import('assemblyscript/asc') // slow to load, and mostly nothing is to be done
  const { error, stdout, stderr } = await asc.main([entry, '-o', output, ...COMMON, ...memory, ...options])
  if (error) {
    console.error(stdout.toString(), stderr.toString())
    throw error
  }
  const { length } = await readFile(output)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${name}.wasm  ${(length / 1024).toFixed(0)} KiB  ${seconds} s`)
}

/** Node cannot start a thread from TypeScript; browsers get theirs through Vite. */
async function bundlePoolWorker() {
  const { build } = await import('esbuild')
  await build({
    entryPoints: [fileURLToPath(new URL('pool-worker-node.ts', simd))],
    outfile: fileURLToPath(new URL('pool-worker.mjs', generated)),
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  })
}
