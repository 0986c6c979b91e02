// @vitest-environment jsdom
import { describe, expect, it } from 'vitest'
import { layerKind } from '../../src/engine/networks/layers'
import { residualDown, residualUp } from '../../src/engine/networks/residual-stacks'
import type { LayerSpec } from '../../src/protocol/layers'
import type { SketchedNetwork } from '../../src/protocol/sketch'
import { blockSizes, resizedBlock } from '../../src/ui/editor/block-sizes'
import {
  type Draft,
  edited,
  estimatedMs,
  freshLayer,
  lockOf,
  parseShape,
  places,
  redone,
  shifted,
  undone,
  withLayers,
} from '../../src/ui/editor/draft'
import { makeActions } from '../../src/ui/store/actions'
import { RunRecord } from '../../src/ui/store/record'
import { createPageStore } from '../../src/ui/store/state'
import { asynchronous, FakeSession } from './fake-session'

const dense = (units: number): LayerSpec => ({ kind: 'dense', units })
const empty: Draft = { networks: undefined, undo: [], redo: [], last: null, sketch: null, measured: null }

describe('a draft', () => {
  it('goes back and forth, and a number that is typed is one edit', () => {
    const one = { generator: [dense(1)] }
    const typed = edited(edited(empty, one, 'units', 0), { generator: [dense(12)] }, 'units', 300)
    expect(typed.undo).toEqual([undefined])
    const other = edited(typed, { generator: [dense(12), dense(2)] }, 'add', 400)
    expect(other.undo).toHaveLength(2)
    expect(undone(other).networks).toEqual({ generator: [dense(12)] })
    expect(redone(undone(other)).networks).toEqual(other.networks)
    expect(undone(undone(other)).networks).toBeUndefined()
    expect(edited(undone(other), one, 'units', 500).redo).toEqual([])
    const later = edited(edited(empty, one, 'units', 0), { generator: [dense(2)] }, 'units', 5000)
    expect(later.undo).toHaveLength(2)
  })

  it('forgets a network that is given back to the model', () => {
    const both = withLayers(withLayers(undefined, 'a', [dense(1)]), 'b', [dense(2)])
    expect(withLayers(both, 'a', undefined)).toEqual({ b: [dense(2)] })
    expect(withLayers(withLayers(both, 'a', undefined), 'b', undefined)).toBeUndefined()
  })
})

describe('layers', () => {
  const bend = (name: string): LayerSpec => ({ kind: 'activation', function: name })
  const network = {
    specs: [{ kind: 'rescale', scale: 2, offset: -1 }, dense(8), dense(4), bend('tanh')],
    lockedBegin: 1,
    lockedEnd: 1,
    locks: { begin: 'first', end: 'last' },
  } as unknown as SketchedNetwork

  it('stay where the model needs them', () => {
    expect([0, 1, 2, 3].map((index) => lockOf(network, index))).toEqual([
      'first',
      undefined,
      undefined,
      'last',
    ])
    expect(places(network)).toEqual([1, 2, 3])
    expect(shifted(network.specs, 1, 1).map(({ units }) => units)).toEqual([undefined, 4, 8, undefined])
  })

  it('begin with sizes of their kind', () => {
    const parameters = [
      { type: 'integer', key: 'units', label: 'units', minimum: 1, maximum: 9, initial: 5 },
      { type: 'number', key: 'other', label: 'other', fixed: true },
    ] as const
    expect(freshLayer({ kind: 'dense', label: '', help: '', parameters })).toEqual({
      kind: 'dense',
      units: 5,
    })
  })

  it('read shapes as people write them', () => {
    expect(parseShape('7x7x64')).toEqual([7, 7, 64])
    expect(parseShape(' 7 × 7 × 64 ')).toEqual([7, 7, 64])
    expect(parseShape('7, 7')).toEqual([7, 7])
    for (const text of ['', '7x', 'a', '1x2x3x4', '0x3', '1.5']) expect(parseShape(text), text).toBeNull()
  })
})

it('a residual block is resized as a whole: both paths end in the new channels, and inside it stays as told', () => {
  const residual = layerKind('residual')
  const options = { width: 8, activation: 'relu', norm: 'batch' } as const
  const [up] = residualUp([8, 8, 3], options).filter(({ kind }) => kind === 'residual')
  const [down] = residualDown([8, 8, 3], options).filter(({ kind }) => kind === 'residual')
  expect(blockSizes(up!)).toEqual([
    { size: 'channels', value: 16 },
    { size: 'inner channels', value: 16 },
  ])
  expect(residual.outputShape(resizedBlock(up!, 'channels', 24), [2, 2, 16])).toEqual([4, 4, 24])
  expect(residual.outputShape(resizedBlock(down!, 'channels', 5), [8, 8, 3])).toEqual([4, 4, 5])
  const slim = resizedBlock(down!, 'inner channels', 2)
  expect(residual.outputShape(slim, [8, 8, 3])).toEqual([4, 4, 8])
  // 3×3 from 3 to 2 channels, 3×3 from 2 to 8, the shortcut's 1×1 from 3 to 8 on the halved picture, and both poolings.
  const convolutions = 64 * 9 * 3 * 2 + 64 * 9 * 2 * 8 + 16 * 3 * 8
  expect(residual.macs(slim, [8, 8, 3])).toBe(convolutions + 64 * (8 + 3))
})

it('a step is estimated from a measured one, or from the device', () => {
  const device = { backend: 'simd', software: false }
  expect(estimatedMs(2e9, { ms: 100, macs: 1e9 }, device)).toBeCloseTo(175)
  expect(estimatedMs(1e9, { ms: 100, macs: 1e9 }, device)).toBeCloseTo(100)
  expect(estimatedMs(6e9, null, device)).toBeCloseTo(1001)
  expect(estimatedMs(3e9, null, { backend: 'webgl', software: true })).toBeCloseTo(2008)
})

describe('the editor on the page', () => {
  const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  async function opened() {
    const store = createPageStore()
    let fake!: FakeSession
    const actions = makeActions(store, new RunRecord(), (page) => {
      fake = new FakeSession((event) => page.event(event), 1)
      return { session: asynchronous(fake), dispose() {} }
    })
    const stop = actions.start()
    await pass(60)
    actions.openEditor()
    await pass(5)
    return { store, actions, fake, stop }
  }

  it('trains what fits, stops a run at what does not, and keeps that until it is discarded', async () => {
    const { store, actions, fake, stop } = await opened()
    actions.editLayers({ generator: [dense(160), dense(2)] }, 'a')
    await pass(650)
    expect(store.getState().config!.networks).toEqual({ generator: [dense(160), dense(2)] })
    expect(fake.config!.networks).toEqual({ generator: [dense(160), dense(2)] })
    actions.train()
    await pass(20)
    expect(store.getState().status.state).toBe('running')

    actions.editLayers({ generator: [dense(160), dense(3)] }, 'b')
    await pass(20)
    expect(store.getState().blocked).toMatch(/Generator, layer 2/)
    expect(store.getState().status.state).toBe('paused')
    actions.train()
    actions.step()
    actions.toggle()
    await pass(20)
    expect(store.getState().status.state).toBe('paused')

    actions.undoLayers()
    await pass(20)
    expect(store.getState().blocked).toBeNull()
    actions.redoLayers()
    await pass(20)
    actions.closeEditor()
    expect(store.getState().draft!.networks).toEqual({ generator: [dense(160), dense(3)] })

    actions.discardLayers()
    await pass(20)
    expect(store.getState().blocked).toBeNull()
    expect(store.getState().draft!.networks).toEqual({ generator: [dense(160), dense(2)] })
    expect(undone(store.getState().draft!).networks).toEqual({ generator: [dense(160), dense(3)] })
    actions.closeEditor()
    expect(store.getState()).toMatchObject({ draft: null, blocked: null })
    expect(store.getState().config!.networks).toEqual({ generator: [dense(160), dense(2)] })
    stop()
  })

  it('closes only once the worker has said that the last edit fits', async () => {
    const { store, actions, stop } = await opened()
    actions.editLayers({ generator: [dense(160), dense(3)] }, 'a')
    actions.closeEditor()
    await pass(20)
    expect(store.getState().blocked).toMatch(/Generator, layer 2/)
    expect(store.getState().draft!.networks).toEqual({ generator: [dense(160), dense(3)] })
    actions.editLayers({ generator: [dense(160), dense(2)] }, 'b')
    actions.closeEditor()
    await pass(20)
    expect(store.getState().draft).toBeNull()
    expect(store.getState().config!.networks).toEqual({ generator: [dense(160), dense(2)] })
    stop()
  })

  it('puts own layers aside where another model or data takes their place', async () => {
    const { store, actions, stop } = await opened()
    actions.editLayers({ generator: [dense(160), dense(2)] }, 'a')
    await pass(650)
    const { config } = store.getState()
    const other = store.getState().catalogue!.datasets.find(({ id }) => id !== config!.data)!
    actions.chooseData(other.id)
    await pass(50)
    expect(store.getState().config!.networks).toBeUndefined()
    actions.followConfig()
    expect(store.getState().draft!.networks).toBeUndefined()
    stop()
  })
})
