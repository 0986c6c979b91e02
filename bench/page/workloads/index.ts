import { dcgan28 } from './dcgan-28'
import { kernelWorkloads, tinyOp } from './kernels'
import type { Workload } from './kit'
import { mlpVae } from './mlp-vae'
import { toyGan } from './toy-gan'

export const workloads: Workload[] = [toyGan, mlpVae, dcgan28, ...kernelWorkloads, tinyOp]
