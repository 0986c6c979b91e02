// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { defaultConfig } from '../../../src/protocol/config'
import RunsDialog from '../../../src/ui/runs/dialog'
import { PageContext } from '../../../src/ui/store/page'
import { catalogue } from '../fake-session'
import { until, type Visit, visit } from '../visit'
import { aRun, freshBrowser, openStore } from './support'

let page: Visit
let root: Root
beforeEach(async () => {
  Object.assign(globalThis, {
    IS_REACT_ACT_ENVIRONMENT: true,
    ResizeObserver: class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  })
  window.matchMedia = () =>
    ({ matches: true, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList
  location.hash = ''
  localStorage.clear()
  freshBrowser()
  const store = await openStore()
  const gan = defaultConfig(catalogue, 'ring', 'gan')
  const vae = defaultConfig(catalogue, 'digits', 'vae')
  const bytes = (config: unknown, step: number) => new TextEncoder().encode(JSON.stringify({ config, step }))
  for (const [id, config, step, modes] of [
    ['short', gan, 10, 3],
    ['long', { ...gan, seed: 5, settings: { ...gan.settings, latentDim: 16 } }, 500, 8],
    ['digits', vae, 40, undefined],
  ] as const)
    await store.save(
      aRun(id, { name: id, config, ...(modes ? { best: { modes: { step, value: modes } } } : {}) }),
      { step, elapsedMs: 1000 * step, bytes: bytes(config, step) },
    )
  store.close()
  page = visit()
  await until(() => page.state.status.state === 'paused' && page.state.shelf === 'ready', 'the page')
  root = createRoot(document.body.appendChild(document.createElement('div')))
  const { store: state, record, actions } = page
  await act(async () =>
    root.render(
      <MantineProvider env="test">
        <PageContext.Provider value={{ store: state, record, actions }}>
          <RunsDialog opened onClose={() => {}} />
        </PageContext.Provider>
      </MantineProvider>,
    ),
  )
  await seen(() => names().length === 3, 'the table')
})
afterEach(async () => {
  await act(async () => root.unmount())
  document.body.replaceChildren()
  page.close()
})

const seen = (condition: () => unknown, what: string) =>
  until(async () => {
    await act(async () => {})
    return condition()
  }, what)
const named = <T extends Element>(name: string) => document.querySelector<T>(`[aria-label="${name}"]`)!
const names = () =>
  [...document.querySelectorAll<HTMLInputElement>('[aria-label^="Name of"]')].map((one) => one.value)
const button = (text: string) =>
  [...document.querySelectorAll('button')].find((one) => one.textContent!.trim() === text)!
const press = (element: HTMLElement) => act(async () => element.click())
const type = (element: HTMLInputElement, text: string) =>
  act(async () => {
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!
    set.call(element, text)
    element.dispatchEvent(new Event('input', { bubbles: true }))
  })
const leave = (element: HTMLElement) =>
  act(async () => void element.dispatchEvent(new FocusEvent('focusout', { bubbles: true })))

it('sorts by its columns and by measures, and filters by words', async () => {
  expect(names()).toEqual(['digits', 'long', 'short']) // the last first
  await press(button('Steps'))
  expect(names()).toEqual(['long', 'digits', 'short'])
  await press(button('Steps'))
  expect(names()).toEqual(['short', 'digits', 'long'])
  const by = document.querySelector<HTMLSelectElement>('.runs-sort select')!
  expect(by.value).toBe('step')
  await act(async () => {
    by.value = 'best:modes'
    by.dispatchEvent(new Event('change', { bubbles: true }))
  })
  expect(names()).toEqual(['long', 'short', 'digits']) // what was not measured comes last, either way
  await press(named('Turn the order round'))
  expect(names()).toEqual(['short', 'long', 'digits'])
  expect(document.querySelector('.runs-table')!.textContent).toContain('Seed 5, Latent dimension 16')
  await type(named('Filter runs'), 'gan latent')
  expect(names()).toEqual(['long'])
})

it('names and notes are written, and a deletion can be taken back', async () => {
  const name = named<HTMLInputElement>('Name of long')
  await type(name, 'The best')
  await leave(name)
  const note = named<HTMLInputElement>('Note on short')
  await type(note, 'too few modes')
  await leave(note)
  await seen(() => names().includes('The best'), 'the name')
  const stored = async (id: string) => {
    const store = await openStore()
    const run = await store.run(id)
    store.close()
    return run
  }
  await seen(async () => (await stored('short'))!.note === 'too few modes', 'the note')
  expect((await stored('long'))!.name).toBe('The best')

  await press(named('Delete short'))
  await seen(() => names().length === 2, 'the row to go')
  expect(document.body.textContent).toContain('short was deleted.')
  await press(button('Undo'))
  await seen(() => names().includes('short'), 'the row to come back')
  expect((await stored('short'))!.deleted).toBeUndefined()
})

it('two that are ticked stand side by side, with common axes and what changed', async () => {
  await press(named('Compare short'))
  await press(named('Compare long'))
  const compared = named('Comparison')
  expect([...compared.querySelectorAll('figcaption')].map((one) => one.textContent)).toEqual([
    expect.stringContaining('short step 10'),
    expect.stringContaining('long step 500'),
  ])
  expect(compared.textContent).toContain('short → long: Seed')
  expect(compared.textContent).toContain('Latent dimension 64 → 16')
})

it('all that are ticked are unticked at once', async () => {
  await press(named('Compare short'))
  await press(named('Compare long'))
  expect(document.querySelector('.runs-foot')!.textContent).toContain('2 runs ticked')
  await press(button('Untick all'))
  expect(named('Comparison')).toBeNull()
})

it('a tab that only watches changes nothing', async () => {
  await act(async () => page.store.setState({ shelf: 'reading' }))
  expect(document.body.textContent).toContain('Another tab keeps the runs; here they can be looked at.')
  expect(named<HTMLInputElement>('Name of long').readOnly).toBe(true)
  expect(named<HTMLButtonElement>('Delete long').disabled).toBe(true)
})
