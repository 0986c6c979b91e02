/*
 * The page without a network. `shell` is every file of the build and `version` their hash; the build writes both here.
 * A build's shell is kept whole or not at all. A new one takes over at the next load: pages that are still open find their
 * own files in the former shell, which stays until the one after. Responses are kept with their headers, so that the
 * page is isolated (threads) and bound by its policy offline too.
 */
const version = '__VERSION__'
const shell = ['__SHELL__']

const shellPrefix = 'ganvas-shell-'
const present = shellPrefix + version
const dataCache = 'ganvas-data'

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(present)
      // Names with a hash never change; the page itself and the manifest do.
      await Promise.all(
        shell.map(async (path) => {
          const response = await fetch(path, { cache: path.startsWith('assets/') ? 'default' : 'no-cache' })
          if (!response.ok) throw new Error(`${path}: ${response.status}`)
          await cache.put(path, response)
        }),
      )
      await self.skipWaiting()
    })(),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const former = (await caches.keys()).filter((name) => name.startsWith(shellPrefix) && name !== present)
      await Promise.all(former.slice(0, -1).map((name) => caches.delete(name)))
    })(),
  )
})

/** The page says which packed data set it has loaded; its files come from the browser's cache. */
self.addEventListener('message', (event) => {
  if (typeof event.data?.data === 'string') event.waitUntil(keepData(event.data.data))
})

async function keepData(id) {
  const folder = `data/${encodeURIComponent(id)}/`
  const cache = await caches.open(dataCache)
  const manifest = await fetch(`${folder}manifest.json`)
  if (!isFile(manifest)) return // drawn from a formula, not from files
  await cache.put(`${folder}manifest.json`, manifest.clone())
  const files = (await manifest.json()).shards.map(({ file }) => folder + file)
  const classifier = await fetch(`data/classifiers/${encodeURIComponent(id)}.json`)
  if (isFile(classifier)) {
    await cache.put(classifier.url, classifier.clone())
    files.push(`data/classifiers/${(await classifier.json()).file}`)
  }
  for (const file of files) {
    if (await cache.match(file)) continue
    const response = await fetch(file)
    if (isFile(response)) await cache.put(file, response)
  }
}

/** Servers of single-page sites answer with the page where a file is missing. */
const isFile = (response) => response.ok && !response.headers.get('content-type')?.startsWith('text/html')

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  const path = url.pathname.slice(new URL(self.registration.scope).pathname.length)
  if (request.mode === 'navigate') event.respondWith(fromShell('./', request))
  else if (path.startsWith('data/')) event.respondWith(fromData(request, path))
  else event.respondWith(fromShell(path, request))
})

/** This build's file, else a former build's, else the network's. */
async function fromShell(path, request) {
  const cache = await caches.open(present)
  return (await cache.match(path)) ?? (await caches.match(request)) ?? fetch(request)
}

/**
 * A shard comes from what was kept, unless the page asks past caches (what it got was damaged); what lists the shards
 * comes from the network while there is one.
 */
async function fromData(request, path) {
  const cache = await caches.open(dataCache)
  const fresh = request.cache === 'reload' || path.endsWith('.json')
  const kept = await cache.match(request)
  if (kept && !fresh) return kept
  try {
    const response = await fetch(request)
    if (isFile(response)) await cache.put(request, response.clone())
    return response
  } catch (error) {
    if (kept) return kept
    throw error
  }
}
