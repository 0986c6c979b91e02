import { beforeAll, describe, expect, it } from 'vitest'
import { buildCatalogue } from '../../../src/engine/catalogue'
import { configJson, decodeConfig, encodeConfig } from '../../../src/engine/formats/config-json'
import { historyCsv } from '../../../src/engine/formats/csv'
import { defaultConfig, normaliseConfig } from '../../../src/protocol/config'
import { History } from '../../../src/protocol/history'
import { fieldsOf } from '../../../src/protocol/schema'
import { useCpu } from '../../support/tfjs'
import { expectFormatError } from './hostile'
import { architectures, sourceOf, trainedRun } from './runs'

beforeAll(useCpu)
const bytes = (text: string) => new TextEncoder().encode(text)

describe('CSV', () => {
  it('is RFC 4180, with every digit and empty fields for missing values', () => {
    const history = new History()
    history.append([1, 2], { loss: [0.1, 1e-30], 'a,"b"': [Number.NaN, 2] })
    history.append([3], { loss: [Number.POSITIVE_INFINITY] })
    expect(historyCsv(history)).toBe(
      'step,loss,"a,""b"""\r\n' +
        `1,${Math.fround(0.1)},\r\n` +
        `2,${Math.fround(1e-30)},2\r\n` +
        '3,Infinity,\r\n',
    )
    expect(historyCsv(new History())).toBe('step\r\n')
  })

  it('gives back the very numbers', () => {
    const history = new History()
    const values = Float32Array.from({ length: 50 }, (_, i) => Math.sin(i) * 10 ** (i - 25))
    history.append([...values.keys()], { value: values })
    const column = historyCsv(history)
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => Number(line.split(',')[1]))
    expect(Float32Array.from(column)).toEqual(values)
  })
})

describe('a configuration file', () => {
  const catalogue = buildCatalogue([])

  it('goes through the page’s normaliser without a notice, for every data set and model', () => {
    for (const { id: data, kind } of catalogue.datasets) {
      for (const { id: model, unsupported, schema } of catalogue.families) {
        if (unsupported[data]) continue
        const config = { ...defaultConfig(catalogue, data, model), seed: 42 }
        config.stop = { unit: 'steps', amount: 500 }
        const { config: back, notices } = normaliseConfig(
          catalogue,
          decodeConfig(encodeConfig(config, fieldsOf(schema, kind))),
        )
        expect(notices).toEqual([])
        expect(back).toEqual(config)
      }
    }
  })

  it('is written from the run, to be read by people', async () => {
    const run = trainedRun(architectures[0]!)
    const text = new TextDecoder().decode(await configJson.write(await sourceOf(run)))
    expect(text).toMatch(/^\{\n {2}"ganvas": 1,\n {2}"data": "mnist",\n/)
    expect(text).toMatch(/\n\}\n$/)
    run.dispose()
  })

  it.each([
    '',
    '{',
    '[]',
    'null',
    '1',
    '{}',
    '{"ganvas":2}',
    '{"ganvas":"1"}',
    '{"ganvas":1,"a":{}}',
    '{"ganvas":1,"a":null}',
    '{"ganvas":1,"a":1,"a":2}',
    '{"ganvas":1,"__proto__":{"polluted":true}}',
    `{"ganvas":1,"a":"${'x'.repeat(1000)}"}`,
    `{"ganvas":1,"a":${'['.repeat(10000)}`,
    `{"ganvas":1,"a":"${'x'.repeat(5e6)}"}`,
  ])('refuses %.40s', (text) => {
    expectFormatError(() => decodeConfig(bytes(text)))
    expect('polluted' in {}).toBe(false)
  })
})
