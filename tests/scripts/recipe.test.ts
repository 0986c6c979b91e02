import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recipes } from '../../src/engine/recipes'

const script = fileURLToPath(new URL('../../scripts/recipe.mjs', import.meta.url))

interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs the command; `interrupt` sends Ctrl-C once the progress bar has appeared. */
function recipe(args: string[], interrupt = false): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args])
    const outcome: Outcome = { code: null, stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => {
      outcome.stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      outcome.stderr += chunk
      if (interrupt && outcome.stderr.includes('step')) {
        interrupt = false // a second one would end it at once
        child.kill('SIGINT')
      }
    })
    child.on('close', (code) => resolve({ ...outcome, code }))
  })
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ganvas-recipe-'))
})
afterAll(() => rm(folder, { recursive: true }))

const quick = ['--set', 'batch=8', '--set', 'generatorWidth=8', '--set', 'discriminatorWidth=8']

describe('npm run recipe', () => {
  it('lists every recipe with its family and data', async () => {
    const { code, stdout } = await recipe(['--list'])
    expect(code).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines.map((line) => line.split('\t').slice(0, 3))).toEqual(
      recipes.map(({ id, family, data }) => [id, family, data]),
    )
  })

  it.each(['simd', 'cpu'])('trains on %s, and prints one line of JSON', async (backend) => {
    const out = join(folder, `${backend}.zip`)
    const args = ['gan', '--seed', '7', '--steps', '20', '--data', 'grid', '--backend', backend, '--out', out]
    const { code, stdout } = await recipe([...args, ...quick])
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(1)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ recipe: 'gan', data: 'grid', seed: 7, backend, steps: 20 })
    expect(Object.keys(report.scalars)).toContain('generatorLoss')
    expect(Object.keys(report.measures).sort()).toEqual(['highQuality', 'modes', 'reverseKl'])
    expect((await readFile(out)).subarray(0, 2).toString()).toBe('PK')
  })

  it('counts the classes among the samples of a model of images', async () => {
    const { stdout } = await recipe(['dcgan', '--steps', '2', ...quick])
    const { classes, recognisable, ...rest } = JSON.parse(stdout).measures
    expect(classes).toBeLessThanOrEqual(10)
    expect(recognisable).toBeLessThanOrEqual(100)
    expect(Object.keys(rest)).toEqual(['classKl'])
  })

  it('stops at Ctrl-C and keeps what there is', async () => {
    const out = join(folder, 'interrupted.safetensors')
    const { code, stdout } = await recipe(['gan', '--seconds', '600', '--out', out, ...quick], true)
    expect(code).toBe(130)
    expect(JSON.parse(stdout).steps).toBeGreaterThan(0)
    expect((await readFile(out)).length).toBeGreaterThan(1000)
  })

  it.each([
    [['gan', '--bogus'], /bogus/],
    [['gan', '--steps', '0'], /--steps/],
    [['gan', '--set', 'colour=red'], /colour/],
    [['gan', '--set', 'clipping=true', '--set', 'spectralNorm=true'], /Spectral norm/],
    [['gan', '--backend', 'abacus'], /abacus/],
    [['gan', '--out', 'nowhere/to/run.zip'], /folder/],
    [['gan', '--out', 'run.docx'], /no format/],
    [['no-such-gan'], /no-such-gan/],
  ])('refuses %j in one line, with exit code 2', async (args, reason) => {
    const { code, stdout, stderr } = await recipe(args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.trim()).toMatch(reason)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })
})
