import { expect, it } from 'vitest'
import type { Subject } from '../../src/engine/core/probe'
import { Measures } from '../../src/worker/measures'

/** Times at which measures that cost so much were begun, in the first `seconds` of a training. */
async function begun(cost: number, seconds: number): Promise<number[]> {
  let time = 0
  const times: number[] = []
  const subject = {
    family: {},
    data: { info: { id: 'none', kind: 'points' } },
    get model() {
      times.push(time)
      time += cost
      return { config: {} }
    },
  } as unknown as Subject
  const measures = new Measures(
    () => {},
    (error) => expect.fail(String(error)),
    () => time,
  )
  measures.start()
  for (; time < 1000 * seconds; time += 50) {
    measures.poll(subject, 0)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return times
}

it('takes the first measures soon one after the other, later ones every five seconds', async () => {
  expect(await begun(0, 20)).toEqual([1500, 4000, 7500, 12_500, 17_500])
})

it('lets dear measures follow at growing distances, until they take a twentieth of the time', async () => {
  const [first, second, third, fourth, fifth] = (await begun(2000, 120)) as number[]
  expect(first).toBe(1500)
  for (const [from, to, distance] of [
    [first, second, 7000],
    [second, third, 15_333],
    [third, fourth, 42_000],
    [fourth, fifth, 42_000],
  ] as const)
    expect(Math.abs(to! - from! - distance)).toBeLessThanOrEqual(100)
})
