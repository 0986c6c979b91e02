import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Frame } from '../../src/protocol/events'
import type { FromPainter, Order, ToPainter } from '../../src/ui/canvas/easel/messages'
import type { Scene } from '../../src/ui/canvas/scenes'

/** A worker that notes what it is asked, and answers when the test says so. */
class FakeWorker extends EventTarget {
  static last: FakeWorker
  asked: ToPainter[] = []
  terminated = false
  constructor() {
    super()
    FakeWorker.last = this
  }
  postMessage(message: ToPainter) {
    this.asked.push(message)
  }
  terminate() {
    this.terminated = true
  }
  answer(report: FromPainter) {
    this.dispatchEvent(new MessageEvent('message', { data: report }))
  }
}

const bitmap = () => ({ width: 8, height: 8, close: vi.fn() }) as unknown as ImageBitmap
const frame = (probe: string, step: number): Frame => ({ probe, step, blocks: {} })
const scene: Scene = { kind: 'code-maps', props: { across: 3 } }
const sheet = { width: 8, height: 8, scale: 1, palette: {} as never, font: 'serif' }

/** A page of its own: the module keeps one painter for all of it. */
const freshPage = async () => (await import('../../src/ui/canvas/easel/easel')).setUpEasel

beforeEach(() => {
  vi.resetModules()
  vi.stubGlobal('Worker', FakeWorker)
  vi.stubGlobal('OffscreenCanvas', class {})
})
afterEach(() => vi.unstubAllGlobals())

it('sends each frame once, and says which are still part of the picture', async () => {
  const easel = (await freshPage())()!
  const [real, first, second] = [frame('real', 0), frame('samples', 1), frame('samples', 2)]
  const orders = () => FakeWorker.last.asked as Order[]
  const done = easel.paint(
    scene,
    new Map([
      ['real', real],
      ['samples', first],
    ]),
    sheet,
  )
  const picture = bitmap()
  FakeWorker.last.answer({ canvas: orders()[0]!.canvas, bitmap: picture })
  expect(await done).toBe(picture)
  void easel.paint(
    scene,
    new Map([
      ['real', real],
      ['samples', second],
    ]),
    sheet,
  )
  void easel.paint(scene, new Map([['samples', second]]), sheet)
  void easel.paint(
    scene,
    new Map([
      ['real', real],
      ['samples', second],
    ]),
    sheet,
  )
  expect(orders().map(({ keys, fresh }) => [keys, fresh.map(([, { probe, step }]) => probe + step)])).toEqual(
    [
      [
        ['real', 'samples'],
        ['real0', 'samples1'],
      ],
      [['real', 'samples'], ['samples2']],
      [['samples'], []],
      [['real', 'samples'], ['real0']],
    ],
  )
})

it('gives each canvas its own pictures, and drops what comes for one that is gone', async () => {
  const setUp = await freshPage()
  const [left, right] = [setUp()!, setUp()!]
  const [one, other] = [bitmap(), bitmap()]
  const asked = right.paint(scene, new Map(), sheet)
  void left.paint(scene, new Map(), sheet)
  const [first, second] = FakeWorker.last.asked as Order[]
  left.close()
  FakeWorker.last.answer({ canvas: second!.canvas, bitmap: other })
  expect(other.close).toHaveBeenCalled()
  FakeWorker.last.answer({ canvas: first!.canvas, bitmap: one })
  expect(await asked).toBe(one)
})

it('leaves the page to paint once the worker could not, and asks it no more', async () => {
  for (const fails of [
    () => FakeWorker.last.dispatchEvent(new Event('error')),
    () => FakeWorker.last.answer({ canvas: 0, failed: 'No canvas in a worker.' }),
  ]) {
    vi.resetModules()
    const setUp = await freshPage()
    const easel = setUp()!
    const asked = expect(easel.paint(scene, new Map(), sheet)).rejects.toThrow()
    fails()
    await asked
    expect(FakeWorker.last.terminated).toBe(true)
    await expect(easel.paint(scene, new Map(), sheet)).rejects.toThrow()
    expect(setUp()).toBeNull()
  }
})

it('paints on the page where there are no workers', async () => {
  vi.stubGlobal('Worker', undefined)
  expect((await freshPage())()).toBeNull()
})
