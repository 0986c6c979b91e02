import { root } from './setup.mjs'

/** Serves dist with the headers of vite.config.ts. If the port is taken, the next free one (unless `strict`). */
export async function serve({ host, port, strict = false }) {
  const { preview } = await import('vite')
  const server = await preview({
    root,
    logLevel: 'error',
    // Everything that is served is public, so whatever name this machine is called by is fine.
    preview: { host, port, strictPort: strict, open: false, allowedHosts: true },
  })
  const address = server.httpServer.address()
  return {
    port: address.port,
    urls: [...(server.resolvedUrls?.local ?? []), ...(server.resolvedUrls?.network ?? [])],
    close: () => server.close(),
  }
}
