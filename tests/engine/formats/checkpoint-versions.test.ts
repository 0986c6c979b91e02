import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/engine/formats/checkpoint-file'
import { presentVersion } from '../../../src/engine/formats/checkpoint-versions'
import { History, type Measured } from '../../../src/protocol/history'
import { makeSession } from '../../support/session'

const folder = new URL('../../fixtures/', import.meta.url)
const files = readdirSync(folder).filter((name) => /^checkpoint-v\d+\.safetensors$/.test(name))
const read = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)))

it('has a file of every version up to the present one', () => {
  const versions = files.map((name) => /\d+/.exec(name)![0]).sort((a, b) => Number(a) - Number(b))
  expect(versions).toEqual(Array.from({ length: Number(presentVersion) }, (_, i) => String(i + 1)))
})

// Each is a small GAN on the ring of Gaussians after four steps, written by the page of its time.
describe.each(files)('%s', (name) => {
  it('opens as it was written', () => {
    const { checkpoint, history, measures } = decodeCheckpoint(read(name))
    expect(checkpoint.header).toMatchObject({ step: 4, config: { data: 'ring', model: 'gan', seed: 1 } })
    expect([...history.steps]).toEqual([1, 2, 3, 4])
    expect(history.names).toContain('generatorLoss')
    expect(checkpoint.tensors.size).toBeGreaterThan(10)
    expect(measures.length > 0).toBe(name !== 'checkpoint-v1.safetensors')
  })

  it('is gone on with', async () => {
    const { session, service, status } = makeSession()
    await session.chooseBackend('auto')
    await service.restore(read(name))
    await session.step()
    expect(status()).toMatchObject({ state: 'paused', step: 5 })
    expect([...session.history.steps]).toEqual([1, 2, 3, 4, 5])
    for (const series of session.history.names)
      expect(session.history.values(series).every(Number.isFinite)).toBe(true)
  })
})

describe('measures', () => {
  const { checkpoint } = decodeCheckpoint(read(files.at(-1)!))

  it('come back, also where a step has only some of them', () => {
    const measures: Measured[] = [
      { step: 1, values: { modes: 3 } },
      { step: 4, values: { modes: 5, quality: 71.5 } },
    ]
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint, new History(), measures)).measures).toEqual(measures)
  })

  it('and curves of later steps, which came while it was read back, are not written', () => {
    const history = new History()
    history.append([2, 4, 6], { generator: [1, 2, 3] })
    const later = decodeCheckpoint(
      encodeCheckpoint(checkpoint, history, [
        { step: 4, values: { modes: 5 } },
        { step: 6, values: { modes: 6 } },
      ]),
    )
    expect([...later.history.steps]).toEqual([2, 4])
    expect(later.measures.map(({ step }) => step)).toEqual([4])
  })
})
