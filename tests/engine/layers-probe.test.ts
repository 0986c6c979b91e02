import { beforeAll, describe, expect, it } from 'vitest'
import { familyById } from '../../src/engine/families'
import { look } from '../../src/engine/probes'
import type { Run } from '../../src/engine/training/run'
import { useCpu } from '../support/tfjs'
import { tinyImages, tinyPoints } from '../support/tiny-data'
import { advance, tinyRun, weightsOf } from '../support/tiny-run'

beforeAll(useCpu)

const seen = (run: Run, network: number) =>
  look('layers', { family: run.family, model: run.model, data: run.data, seed: 1 }, run.step, { network })

describe('a look at the layers', () => {
  it.each(['gan', 'bigan', 'vae', 'aae', 'vae-gan', 'vq-vae', 'autoregressive', 'autoencoder'])(
    'sees every layer of every network of %s',
    async (id) => {
      const run = tinyRun(familyById(id)!, tinyImages)
      advance(run, 1)
      for (const [index, network] of Object.values(run.model.networks).entries()) {
        const { blocks } = (await seen(run, index))!
        const count = network.description.layers.length
        const named = Object.keys(blocks).filter((name) => name.startsWith('activations.'))
        // A likelihood may apply the decoder's last sigmoid itself.
        const skipped = id === 'vae' && network.spec.id === 'decoder' ? 1 : 0
        expect(named, network.spec.id).toHaveLength(count - skipped)
        expect(blocks.gradients!.data).toHaveLength(count)
        expect(network.observer).toBeNull()
      }
      run.dispose()
    },
  )

  it('gives the gradient of the last update where the optimizer has seen only one', async () => {
    // After one update from 0, momentum's velocity is the gradient itself, and SGD moves by α g.
    const sgd = tinyRun(familyById('gan')!, tinyPoints, { optimizer: 'sgd' })
    const adam = tinyRun(familyById('gan')!, tinyPoints, { optimizer: 'adam' })
    const before = weightsOf(sgd)
    advance(sgd, 1)
    advance(adam, 1)
    const after = weightsOf(sgd)
    const rate = Number(sgd.model.config.discriminatorRate)
    const { blocks } = (await seen(adam, 1))!
    const layers = adam.model.networks.discriminator!.description.layers
    layers.forEach((layer, index) => {
      const names = Object.keys(before).filter((name) => name.startsWith(`discriminator/${index}.`))
      const moved = names.flatMap((name) =>
        before[name]!.map((value, i) => (value - after[name]![i]!) / rate),
      )
      const norm = blocks.gradients!.data[index]!
      if (layer.parameters) expect(norm / Math.hypot(...moved)).toBeCloseTo(1, 2)
      else expect(norm).toBe(-1)
    })
    expect([...(await seen(sgd, 1))!.blocks.gradients!.data].every((norm) => norm === -1)).toBe(true)
    sgd.dispose()
    adam.dispose()
  })
})
