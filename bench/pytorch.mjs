import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** PyTorch's rows where Python can import it; none elsewhere. */
export async function pytorchRows(only) {
  const script = fileURLToPath(new URL('./pytorch.py', import.meta.url))
  try {
    await run('python3', ['-c', 'import torch'])
  } catch {
    console.error('… no PyTorch here (Debian: python3-torch with libopenblas0-pthread)')
    return []
  }
  const { stdout } = await run('python3', [script, ...(only ?? [])], { maxBuffer: 1 << 24 })
  return JSON.parse(stdout)
}
