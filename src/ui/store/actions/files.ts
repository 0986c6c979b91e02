import type { OpenedFile } from '../../../protocol/api'
import { normaliseConfig } from '../../../protocol/config'
import { History } from '../../../protocol/history'
import type { Conductor } from '../conductor'
import { addNotice, tellNext } from '../state'
import { saveFile } from './save-file'

/** What the formats refuse unread. */
const maxFileBytes = 512 * 2 ** 20

/** What comes from a file or goes into one. */
export function fileActions(conductor: Conductor) {
  const { store } = conductor

  async function openRun(name: string, { checkpoint, config, step }: Extract<OpenedFile, { kind: 'run' }>) {
    const version = conductor.nextVersion()
    conductor.running = false
    const what = `Continuing ${name} at step ${step.toLocaleString('en')}`
    await conductor.keepPast(what)
    if (version !== conductor.version) return
    store.setState({ problem: null, offer: null, config })
    await conductor.restore({ checkpoint, history: new History(), measures: [] }, version)
    if (!store.getState().problem) tellNext(store, what)
  }

  function openConfig(name: string, raw: Record<string, unknown>) {
    const { config, notices } = normaliseConfig(store.getState().catalogue!, raw)
    for (const notice of notices) addNotice(store, notice)
    conductor.replace(config, `the configuration in ${name}`)
  }

  return {
    async exportRun(format: string): Promise<void> {
      await conductor.call(async (session) => {
        const { name, mime, bytes } = await session.exportRun(format)
        saveFile(name, mime, bytes)
      })
    },

    /**
     * A run to go on with, a configuration for a new one, or weights for the present one: the content tells. Points, which
     * text does not tell, go by their name to the drawing dialog.
     */
    async openFile(file: File): Promise<void> {
      if (/\.(csv|tsv)$/i.test(file.name)) {
        store.setState({ points: file })
        return
      }
      if (file.size > maxFileBytes) {
        addNotice(store, `${file.name} is larger than 512 MB and was not opened.`)
        return
      }
      const bytes = new Uint8Array(await file.arrayBuffer())
      await conductor.call(async (session) => {
        const opened = await session.identify(bytes)
        if (opened.kind === 'run') await openRun(file.name, opened)
        else if (opened.kind === 'config') openConfig(file.name, opened.raw)
        else addNotice(store, await session.importWeights({ name: file.name, bytes }), 'info')
      })
    },
  }
}
