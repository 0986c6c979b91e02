import { cp, mkdir, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = new URL('../', import.meta.url)
export const siteDirectory = new URL('node_modules/.cache/bench/', root)

/** Builds the page's worker as the app builds its own, so that the kernels load in the same way. */
export async function bundle() {
  await rm(siteDirectory, { recursive: true, force: true })
  await build({
    configFile: false,
    root: fileURLToPath(new URL('bench/page/', root)),
    logLevel: 'error',
    base: '/',
    worker: { format: 'es' },
    build: {
      outDir: fileURLToPath(siteDirectory),
      target: 'es2022',
      assetsInlineLimit: 0,
      // tfjs-backend-wasm starts its threads from its own source text, which must stay as it is.
      minify: false,
      chunkSizeWarningLimit: 10_000,
    },
  })
  await mkdir(new URL('tfjs-wasm/', siteDirectory), { recursive: true })
  for (const suffix of ['', '-simd', '-threaded-simd']) {
    const name = `tfjs-backend-wasm${suffix}.wasm`
    const from = new URL(`node_modules/@tensorflow/tfjs-backend-wasm/dist/${name}`, root)
    await cp(from, new URL(`tfjs-wasm/${name}`, siteDirectory))
  }
}
