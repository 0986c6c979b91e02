import { MantineProvider } from '@mantine/core'
import { createRoot } from 'react-dom/client'
import '@fontsource-variable/inter'
import './theme/mantine.css'
import './theme/tokens.css'
import './theme/base.css'
import { App } from './app'
import type { Connect } from './client/client'
import { connectWorker } from './client/worker'
import { keepForOffline } from './offline'
import { makeActions } from './store/actions'
import { RunRecord } from './store/record'
import { createPageStore } from './store/state'
import { schemeManager, theme } from './theme/theme'

/** In development `?fake` puts a stand-in for the worker behind the page; a build holds no trace of it. */
async function chooseConnection(): Promise<Connect> {
  if (import.meta.env.DEV && new URLSearchParams(location.search).has('fake')) {
    const file = '/tests/ui/fake-session.ts'
    return ((await import(/* @vite-ignore */ file)) as { connectFake: Connect }).connectFake
  }
  return connectWorker
}

const store = createPageStore()
const record = new RunRecord()
const actions = makeActions(store, record, await chooseConnection())

keepForOffline(store)

createRoot(document.getElementById('root')!).render(
  <MantineProvider
    theme={theme}
    defaultColorScheme="auto"
    colorSchemeManager={schemeManager}
    withGlobalClasses={false}
  >
    <App page={{ store, record, actions }} />
  </MantineProvider>,
)
