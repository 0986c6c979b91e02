import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Files keep their own address, by which they find the kernels and the packed data, wherever the bundle lies. */
const ownAddress = {
  name: 'own-address',
  setup(context) {
    context.onLoad({ filter: /[\\/](src|scripts)[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: 'ts',
    }))
  },
}

/** Builds the SIMD kernels where they are missing or old, bundles scripts/<name>.ts and runs it. */
export async function runTypeScript(name) {
  try {
    execFileSync(process.execPath, [join(root, 'scripts/build-kernels.mjs')], { stdio: 'ignore' })
  } catch {
    // Without kernels the script says so itself, and goes on without them.
  }
  setFlagsFromString('--experimental-wasm-relaxed-simd') // Node 20 has the fast kernels' instructions behind a flag
  const outfile = join(root, `node_modules/.cache/scripts/${name}.mjs`)
  await build({
    entryPoints: [join(root, `scripts/${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    ignoreAnnotations: true, // tfjs's sideEffects list would drop its gradients
    plugins: [ownAddress],
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url)",
    },
    logLevel: 'error',
  })
  await import(pathToFileURL(outfile).href)
}
