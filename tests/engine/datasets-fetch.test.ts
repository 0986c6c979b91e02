import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { DataError } from '../../src/engine/core/errors'
import { FetchSource } from '../../src/worker/fetch-source'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** A source over a local server that answers its n-th request with `answers[n]`, and the last one ever after. */
async function serve(
  ...answers: RequestListener[]
): Promise<{ source: FetchSource; requests: () => number }> {
  let requests = 0
  server = createServer((request, response) =>
    answers[Math.min(requests++, answers.length - 1)]!(request, response),
  )
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { source: new FetchSource(`http://127.0.0.1:${port}/data`, 300), requests: () => requests }
}

const good: RequestListener = (_, response) => response.end(Buffer.alloc(100_000, 7))
const status =
  (code: number): RequestListener =>
  (_, response) =>
    response.writeHead(code).end()
const cutOff: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-length': '100000' })
  response.write(Buffer.alloc(500), () => response.destroy())
}
const page: RequestListener = (_, response) =>
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>')
const silent: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-length': '100000' })
  response.write(Buffer.alloc(500))
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  )

it('reads a file whole and tells its progress', async () => {
  const paths: (string | undefined)[] = []
  const { source } = await serve((request, response) => {
    paths.push(request.url)
    good(request, response)
  })
  const received: number[] = []
  const bytes = await source.read('mnist/train-00.bin', { onBytes: (count) => received.push(count) })
  expect(paths).toEqual(['/data/mnist/train-00.bin'])
  expect(bytes).toEqual(new Uint8Array(100_000).fill(7))
  expect(received).toEqual([...received].sort((a, b) => a - b))
  expect(received.at(-1)).toBe(100_000)
})

it.each([
  ['an error of the server', status(503)],
  ['a connection that breaks', cutOff],
  ['a transfer that stands still', silent],
])('tries once more by itself after %s', async (_, bad) => {
  const { source, requests } = await serve(bad, good)
  expect(await source.read('a.bin')).toHaveLength(100_000)
  expect(requests()).toBe(2)
})

it.each([
  ['is not there', status(404), '404'],
  ['is answered with the page', page, 'does not have it'],
  ['breaks off again', cutOff, 'connection failed'],
  ['stands still again', silent, 'nothing arrived'],
])('rejects with a DataError that says what to do if the file %s', async (_, bad, words) => {
  const { source, requests } = await serve(bad)
  const error = await failure(source.read('a.bin'))
  expect(error).toBeInstanceOf(DataError)
  expect((error as DataError).message).toContain(words)
  expect((error as DataError).next).toContain('retry')
  expect(requests()).toBe(2)
})

it('stops at once when told to, without a second attempt', async () => {
  const { source, requests } = await serve(silent)
  const controller = new AbortController()
  const outcome = failure(
    source.read('a.bin', { signal: controller.signal, onBytes: () => controller.abort() }),
  )
  expect(await outcome).toBeInstanceOf(DataError)
  expect(requests()).toBe(1)
})
