import * as z from 'zod'
import { activationField, field, learningRate, trainingShape } from '../training-settings'

export const schema = z.object({
  architecture: z
    .enum(['made', 'pixelcnn'])
    .default('made')
    .meta(
      field({
        title: 'Architecture',
        help: 'MADE: one masked MLP, every number sees all before it. PixelCNN: masked convolutions, a pixel sees its neighbourhood above and to the left.',
        group: 'network',
        options: { made: 'MADE', pixelcnn: 'PixelCNN' },
        optionKinds: { pixelcnn: 'image' },
      }),
    ),
  components: z
    .int()
    .min(1)
    .max(32)
    .default(8)
    .meta(
      field({
        title: 'Gaussians each coordinate',
        help: 'The next coordinate follows a mixture of this many Gaussians. 1 cannot show two modes side by side.',
        group: 'objective',
        role: 'decoder',
        dataKind: 'points',
        scale: 'log',
      }),
    ),
  width: z
    .int()
    .min(4)
    .max(1024)
    .default(500)
    .meta(
      field({
        title: 'Width',
        help: 'Units in each hidden layer of MADE, or channels of the PixelCNN.',
        group: 'network',
        role: 'decoder',
        unit: 'units',
        scale: 'log',
      }),
    ),
  depth: z
    .int()
    .min(1)
    .max(8)
    .default(1)
    .meta(
      field({
        title: 'Hidden layers',
        help: 'In a PixelCNN each also lets a pixel see one further.',
        group: 'network',
        role: 'decoder',
      }),
    ),
  activation: activationField('relu'),
  ...trainingShape,
  rate: learningRate(1e-3, { title: 'Learning rate' }),
})

export type AutoregressiveConfig = z.infer<typeof schema>
