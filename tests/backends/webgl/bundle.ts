import { build } from 'esbuild'

/** A page's script as text, to run in a blank page: no server, no policy, no worker. */
export async function bundlePage(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    logLevel: 'error',
    // tfjs's packages declare no side effects for modules that register kernels and gradients.
    ignoreAnnotations: true,
    define: { global: 'globalThis' },
  })
  return outputFiles[0]!.text
}
