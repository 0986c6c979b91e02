import { useEffect, useState } from 'react'
import type { StoredRun } from '../storage/schema'

/** What a run made at its newest checkpoint. */
export function RunPicture({ run, size }: { run: StoredRun; size: number }) {
  const [url, setUrl] = useState<string | null>(null)
  const { picture } = run
  useEffect(() => {
    if (!picture) return
    const made = URL.createObjectURL(
      new Blob([picture.bytes as Uint8Array<ArrayBuffer>], { type: picture.mime }),
    )
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [picture])
  if (!url) return <span className="run-picture" style={{ width: size, aspectRatio: 1 }} />
  return <img className="run-picture" src={url} width={size} height={size} alt={`Samples of ${run.name}`} />
}
