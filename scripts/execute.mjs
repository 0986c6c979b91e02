import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cache, root } from './setup.mjs'

const windows = process.platform === 'win32'
const running = new Set()

/** Ends a process with all that it started. */
function end(child) {
  if (windows) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' })
  else {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // it ended by itself
    }
  }
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.on(signal, () => {
    for (const child of running) end(child)
    process.exit(code)
  })
}

/**
 * Runs a program, or a script of node_modules in Node, keeps what it prints (also in
 * node_modules/.cache/ganvas/<name>.log), and ends it after `minutes`.
 */
export function execute(name, command, args, { minutes, env = {} }) {
  const script = command.startsWith(root)
  const child = spawn(script ? process.execPath : command, script ? [command, ...args] : args, {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: !windows, // a group of its own, to be ended as one
    shell: windows && !script,
  })
  running.add(child)
  const parts = []
  child.stdout.on('data', (part) => parts.push(part))
  child.stderr.on('data', (part) => parts.push(part))
  let late = false
  const timer = setTimeout(() => {
    late = true
    end(child)
  }, minutes * 60_000)

  return new Promise((resolve) => {
    const done = (code, failure = '') => {
      clearTimeout(timer)
      running.delete(child)
      const log =
        Buffer.concat(parts).toString() + failure + (late ? `\nEnded after ${minutes} minutes.` : '')
      mkdirSync(cache, { recursive: true })
      writeFileSync(join(cache, `${name}.log`), log)
      resolve({ ok: code === 0 && !late, log })
    }
    child.on('error', (error) => done(1, error.message))
    child.on('close', (code) => done(code))
  })
}
