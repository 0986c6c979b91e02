import type { Conductor } from '../conductor'
import { addNotice } from '../state'

/** What comes from a file or goes into one. */
export function fileActions(conductor: Conductor) {
  return {
    async exportRun(format: string): Promise<void> {
      await conductor.call(async (session) => {
        const { name, mime, bytes } = await session.exportRun(format)
        download(name, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mime }))
      })
    },

    async importWeights(file: File): Promise<void> {
      const bytes = new Uint8Array(await file.arrayBuffer())
      await conductor.call(async (session) => {
        addNotice(conductor.store, await session.importWeights({ name: file.name, bytes }), 'info')
      })
    },
  }
}

function download(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
