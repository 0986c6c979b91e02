import { FormatError } from '../core/errors'
import { quote } from './format'
import type { Safetensors } from './safetensors'

/*
 * Versions of the checkpoint file. To change the format: raise `presentVersion`, give `upgrades` an entry that brings
 * a file of the former version along, and add a file of the former version to tests/fixtures, where a test opens
 * every one of them. An entry that was released is never changed.
 */
export const presentVersion = '2'

/** By version: what brings a file of it to the next. */
const upgrades: Record<string, { next: string; upgrade(file: Safetensors): Safetensors }> = {
  // 2 came with measures; a file of version 1 simply has none.
  1: { next: '2', upgrade: (file) => file },
}

/** The file as one of the present version. Throws `FormatError` for a version that is not known. */
export function upgraded(file: Safetensors): Safetensors {
  let version = file.metadata.get('version') ?? ''
  let result = file
  while (version !== presentVersion) {
    const entry = Object.hasOwn(upgrades, version) ? upgrades[version]! : null
    if (!entry)
      throw new FormatError(
        `This checkpoint is of version ${quote(file.metadata.get('version'))}, which is not known here.`,
        'Open it with the page that wrote it, or with a newer one.',
      )
    result = entry.upgrade(result)
    version = entry.next
  }
  return result
}
