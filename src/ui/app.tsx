import { lazy, Suspense, useEffect, useState } from 'react'
import { baseOf } from '../protocol/recipes'
import { Evidence } from './charts/evidence'
import { Experiment } from './controls/experiment'
import { Header } from './controls/header'
import { useShortcuts } from './controls/keyboard'
import { ModelPicture } from './controls/model-picture'
import { Shortcuts } from './controls/shortcuts'
import { Stage } from './controls/stage'
import { Toast } from './controls/toast'
import { Transport } from './controls/transport'
import { useGallery } from './gallery/state'
import { keepAddress } from './store/address'
import { type Page, PageContext, usePage } from './store/page'
import './app.css'
import './controls/header.css'
import './controls/experiment.css'
import './controls/transport.css'
import './controls/device.css'
import './controls/problems.css'
import './controls/model-picture.css'
import './controls/menus.css'
import './controls/narrow.css'
import './controls/runs.css'
import './charts/charts.css'
import './views/views.css'

const FilmStrip = lazy(() => import('./film/strip'))
const Gallery = lazy(() => import('./gallery/gallery'))

const LayerEditor = lazy(() =>
  import('./editor/layer-editor').then((module) => ({ default: module.LayerEditor })),
)

export function App({ page }: { page: Page }) {
  useEffect(() => page.actions.start(), [page])
  useEffect(() => keepAddress(page.store, (config, notices) => page.actions.open(config, notices)), [page])
  return (
    <PageContext value={page}>
      <Layout />
    </PageContext>
  )
}

/** Three columns and a bar; on a phone one column, with the bar fixed at the foot. */
function Layout() {
  const [help, setHelp] = useState(false)
  useShortcuts(() => setHelp(true))
  useTitle()
  const gallery = useGallery((state) => state.opened !== null)
  const editing = usePage((state) => state.draft !== null)
  const large = usePage((state) => state.large)
  useEffect(() => {
    document.documentElement.toggleAttribute('data-large', large)
  }, [large])
  return (
    <div className="app">
      <Header onHelp={() => setHelp(true)} />
      <Experiment />
      <main className="middle">
        {editing ? (
          <Suspense fallback={<div className="editor skeleton" />}>
            <LayerEditor />
          </Suspense>
        ) : (
          <Stage />
        )}
        <Suspense fallback={<div className="film-place" />}>
          <FilmStrip />
        </Suspense>
        <ModelPicture />
      </main>
      <Evidence />
      {gallery && (
        <Suspense>
          <Gallery />
        </Suspense>
      )}
      <Transport />
      <Toast />
      <Shortcuts opened={help} onClose={() => setHelp(false)} />
    </div>
  )
}

/** The tab's title tells a background run from an idle page. */
function useTitle() {
  const catalogue = usePage((state) => state.catalogue)
  const config = usePage((state) => state.config)
  const running = usePage((state) => state.status.state === 'running')
  useEffect(() => {
    const run = catalogue && config ? `${baseOf(catalogue, config).title} · ` : ''
    document.title = `${running ? '▶ ' : ''}${run}Ganvas`
  }, [catalogue, config, running])
}
