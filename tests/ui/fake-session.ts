import * as z from 'zod'
import type { ProbeRequest, SessionApi } from '../../src/protocol/api'
import type { Catalogue, FamilyEntry, Series } from '../../src/protocol/catalogue'
import { type RunConfig, type Stop, stopSchema } from '../../src/protocol/config'
import type {
  Block,
  DeviceReport,
  Frame,
  ModelDescription,
  SessionEvent,
  Status,
} from '../../src/protocol/events'
import type { JsonSchema } from '../../src/protocol/schema'
import type { Sketch } from '../../src/protocol/sketch'
import type { StageReport } from '../../src/protocol/stages'
import type { Session } from '../../src/ui/client/client'

const rate = (title: string, role: 'generator' | 'discriminator') =>
  z
    .number()
    .min(1e-6)
    .max(0.1)
    .default(2e-4)
    .meta({
      title,
      help: `How far one update moves the ${role}. Lower it when the curves jump.`,
      group: 'training',
      role,
      scale: 'log',
      live: true,
    })

const gan = z.object({
  loss: z
    .enum(['minimax', 'non-saturating', 'least-squares'])
    .default('non-saturating')
    .meta({
      title: 'Loss',
      help: 'What generator and discriminator play for.',
      group: 'objective',
      options: { minimax: 'minimax', 'non-saturating': 'non-saturating', 'least-squares': 'least squares' },
    }),
  smoothing: z
    .boolean()
    .default(false)
    .meta({
      title: 'One-sided label smoothing',
      help: 'Asks D for 0.9 instead of 1 on real examples, so that it stays humble.',
      group: 'objective',
      role: 'discriminator',
      when: { loss: ['minimax', 'non-saturating'] },
    }),
  latentDim: z.number().int().min(1).max(256).default(64).meta({
    title: 'Latent dimension',
    help: 'How many numbers of noise one sample is made from.',
    group: 'network',
    role: 'latent',
    scale: 'log',
  }),
  generatorWidth: z.number().int().min(8).max(256).default(64).meta({
    title: 'Generator width',
    help: 'Wider networks learn more and train slower.',
    group: 'network',
    role: 'generator',
    unit: 'channels',
    scale: 'log',
  }),
  discriminatorWidth: z.number().int().min(8).max(256).default(32).meta({
    title: 'Discriminator width',
    help: 'A discriminator that is too strong teaches nothing.',
    group: 'network',
    role: 'discriminator',
    unit: 'channels',
    scale: 'log',
  }),
  generatorRate: rate('Generator rate', 'generator'),
  discriminatorRate: rate('Discriminator rate', 'discriminator'),
  batch: z.number().int().min(8).max(512).default(64).meta({
    title: 'Batch',
    help: 'Examples in one update.',
    group: 'training',
    scale: 'log',
  }),
  discriminatorSteps: z.number().int().min(1).max(8).default(1).meta({
    title: 'D steps each G step',
    help: 'More than one keeps D ahead of G.',
    group: 'training',
    live: true,
  }),
})

const vae = z.object({
  likelihood: z
    .enum(['bernoulli', 'gaussian'])
    .default('bernoulli')
    .meta({
      title: 'Likelihood',
      help: 'How the decoder says what a pixel may be.',
      group: 'objective',
      role: 'decoder',
      options: { bernoulli: 'Bernoulli', gaussian: 'Gaussian' },
    }),
  beta: z.number().min(0).max(20).default(1).meta({
    title: 'β',
    help: 'Weight of the KL term: more makes codes tidier and pictures blurrier.',
    group: 'objective',
    role: 'latent',
    step: 0.1,
    live: true,
  }),
  latentDim: z.number().int().min(1).max(64).default(2).meta({
    title: 'Latent dimension',
    help: 'Length of the code.',
    group: 'network',
    role: 'latent',
    scale: 'log',
  }),
  learningRate: z.number().min(1e-6).max(0.1).default(1e-3).meta({
    title: 'Learning rate',
    help: 'How far one update moves the weights.',
    group: 'training',
    scale: 'log',
    live: true,
  }),
})

const series = (
  id: string,
  label: string,
  role: Series['role'],
  chart: string,
  meaning: string,
  unit?: string,
): Series => ({ id, label, role, chart, meaning, better: 'lower', ...(unit ? { unit } : {}) })

function family(
  entry: Omit<FamilyEntry, 'schema' | 'defaults' | 'unsupported'>,
  schema: z.ZodObject,
  data: string[],
): FamilyEntry {
  const defaults = schema.parse({}) as FamilyEntry['defaults'][string]
  return {
    ...entry,
    schema: z.toJSONSchema(schema, { io: 'input' }) as JsonSchema,
    defaults: Object.fromEntries(data.map((id) => [id, defaults])),
    unsupported: {},
  }
}

const ids = ['ring', 'digits']

export const catalogue: Catalogue = {
  start: { data: 'ring', model: 'gan' },
  datasets: [
    {
      id: 'ring',
      label: 'Ring of 8 Gaussians',
      summary: 'Endless points, eight narrow modes',
      kind: 'points',
      shape: [2],
      count: 100000,
      testCount: 10000,
      modes: 8,
      licence: 'drawn from the seed',
      source: 'generated',
      extent: 3,
    },
    {
      id: 'digits',
      label: 'MNIST',
      summary: 'Handwritten digits',
      kind: 'image',
      shape: [28, 28, 1],
      count: 60000,
      testCount: 10000,
      classes: [...'0123456789'],
      licence: 'CC BY-SA 3.0',
      source: 'Y. LeCun, C. Cortes, C. Burges',
    },
  ],
  families: [
    family(
      {
        id: 'gan',
        label: 'GAN',
        name: 'Generative adversarial network',
        summary:
          'Two networks play a game. The generator turns noise into samples; the discriminator learns to tell them from real ones, and its verdict is what the generator learns from.',
        paper: {
          authors: 'Goodfellow et al.',
          year: 2014,
          title: 'Generative Adversarial Networks',
          url: 'https://arxiv.org/abs/1406.2661',
        },
        capabilities: ['sample', 'score'],
        series: [
          series(
            'generator',
            'generator',
            'generator',
            'loss',
            'How badly G fools D. About 0.69 at balance.',
          ),
          series(
            'discriminator',
            'discriminator',
            'discriminator',
            'loss',
            'How badly D tells them apart. 1.39 at balance.',
          ),
          series('scoreReal', 'real', 'real', 'score', 'D’s mean probability on real examples.'),
          series('scoreFake', 'generated', 'generator', 'score', 'D’s mean probability on generated ones.'),
        ],
      },
      gan,
      ids,
    ),
    family(
      {
        id: 'vae',
        label: 'VAE',
        name: 'Variational autoencoder',
        summary:
          'An encoder writes each example as a distribution over short codes, a decoder paints it again; both maximise a bound on the likelihood of the data.',
        paper: {
          authors: 'Kingma, Welling',
          year: 2013,
          title: 'Auto-Encoding Variational Bayes',
          url: 'https://arxiv.org/abs/1312.6114',
        },
        capabilities: ['sample', 'encode', 'decode', 'reconstruct'],
        series: [
          series('loss', '−ELBO', 'neutral', 'loss', 'The bound that is minimised.', 'nats'),
          series('reconstruction', 'reconstruction', 'decoder', 'loss', 'What painting again costs.', 'nats'),
          series('kl', 'KL', 'latent', 'loss', 'What the code costs.', 'nats'),
        ],
      },
      vae,
      ids,
    ),
  ],
  metrics: [
    {
      id: 'modes',
      label: 'Modes covered',
      better: 'higher',
      meaning: 'Modes with at least a twentieth of their share of samples.',
      needs: ['sample'],
      kind: 'points',
      digits: 0,
      tells: 'kinds',
    },
    {
      id: 'quality',
      label: 'Within 3σ',
      unit: '%',
      better: 'higher',
      meaning: 'Samples within three deviations of a mode.',
      needs: ['sample'],
      kind: 'points',
      digits: 0,
    },
    {
      id: 'elbo',
      label: 'Test −ELBO',
      unit: 'nats',
      better: 'lower',
      meaning: 'On images that were not trained on.',
      needs: ['reconstruct'],
      kind: 'image',
      digits: 1,
    },
  ],
  formats: [
    {
      id: 'tfjs',
      label: 'Weights for tfjs',
      summary: 'model.json and .bin for each network',
      extension: 'zip',
      mime: 'application/zip',
      imports: true,
    },
    {
      id: 'safetensors',
      label: 'Weights',
      summary: 'One safetensors file',
      extension: 'safetensors',
      mime: 'application/octet-stream',
      imports: true,
    },
    {
      id: 'config',
      label: 'Configuration',
      summary: 'Every setting, as JSON',
      extension: 'json',
      mime: 'application/json',
      imports: false,
    },
  ],
}

const device: DeviceReport = {
  backend: 'webgl',
  label: 'WebGL · SwiftShader',
  renderer: 'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device), SwiftShader driver)',
  software: true,
  why: 'WebGL runs on the processor here, so training is several times slower than on a graphics card.',
  choice: 'auto',
  options: [
    { id: 'webgl', label: 'WebGL', available: true, note: '' },
    { id: 'cpu', label: 'CPU', available: true, note: 'Plain JavaScript: the slowest, the most exact.' },
    { id: 'simd', label: 'SIMD', available: false, note: 'This browser lacks WebAssembly SIMD.' },
  ],
}

/** A session without a model: it keeps the contract, moves figures and pictures plausibly, and can be told to die. */
export class FakeSession implements SessionApi {
  config: RunConfig | null = null
  readonly calls: string[] = []
  /** Steps of the checkpoints that were gone back to. */
  readonly rolledTo: number[] = []
  /** Whether training over again does not lead where the run went. */
  forgetful = false
  readonly changes: Record<string, unknown>[] = []
  step_ = 0
  state: Status['state'] = 'idle'
  #probes: ProbeRequest[] = []
  #timer: ReturnType<typeof setInterval> | undefined
  #elapsed = 0

  constructor(
    readonly send: (event: SessionEvent) => void,
    readonly buildMs = 300,
    readonly stepsPerTick = 7,
  ) {}

  catalogue = () => {
    this.send({ type: 'device', device })
    return catalogue
  }
  chooseBackend = async (choice: string) => {
    this.send({ type: 'device', device: { ...device, choice } })
    return { ...device, choice }
  }
  compareBackends = async () => device
  describe = (config: RunConfig) => describeModel(config)
  /** A network of dense layers that may not end in another number of units than 2 or 1. */
  sketch = (config: RunConfig): Sketch => {
    const networks = describeModel(config).networks.map((network) => {
      const specs = config.networks?.[network.id] ?? [
        { kind: 'dense', units: 128 },
        { kind: 'dense', units: network.outputShape[0]! },
      ]
      const own = config.networks?.[network.id] !== undefined
      return { ...network, specs, own, lockedBegin: 0, lockedEnd: 0, locks: {}, masked: false }
    })
    const wrong = networks.find((network) => network.specs.at(-1)?.units !== network.outputShape[0])
    const problem = wrong && {
      message: `${wrong.label}, layer ${wrong.specs.length}: it gives too much.`,
      next: 'Make it smaller.',
      network: wrong.id,
      layer: wrong.specs.length - 1,
    }
    return { networks, problem: problem ?? null, cost: { macs: 1e6, bytes: 1e6, batch: 256 } }
  }

  async prepare(config: RunConfig) {
    this.calls.push('prepare')
    this.#stop()
    this.config = config
    this.#status('building', 'Loading the data', 0.4)
    await wait(this.buildMs)
    if (this.config !== config) return
    this.#begin(0)
  }
  async train() {
    this.calls.push('train')
    if (this.state === 'running') return
    this.#status('running')
    this.#timer = setInterval(() => {
      this.#elapsed += 100
      this.#advance(this.stepsPerTick)
      const stop = this.config!.stop
      if (stop.unit === 'steps' && this.step_ >= stop.amount) {
        this.#stop()
        this.#status('paused', '', undefined, `Stopped after ${stop.amount} steps`)
      } else this.#status('running')
    }, 100)
  }
  interacted(): void {}

  async pause() {
    this.calls.push('pause')
    this.#stop()
    this.#status('paused')
  }
  async step() {
    this.#stop()
    this.#advance(1)
    this.#status('paused')
  }
  async slowStep(): Promise<StageReport> {
    this.calls.push('slowStep')
    await this.step()
    const stage = (label: string, networks: string[], direction: 'forward' | 'backward') => ({
      label,
      text: `${label} it is.`,
      networks,
      direction,
      numbers: [{ label: 'D of real', role: 'real' as const, value: 0.6 }],
      pictures: [],
      updates: [],
    })
    const stages = [
      stage('Sample noise', [], 'forward'),
      stage('Generate', ['generator'], 'forward'),
      stage('Update G', ['discriminator', 'generator'], 'backward'),
    ]
    return { step: this.step_, stages }
  }
  async reset() {
    this.calls.push('reset')
    this.#stop()
    this.#begin(0)
  }
  async change(settings: RunConfig['settings']) {
    this.calls.push('change')
    this.changes.push(settings)
    this.config = { ...this.config!, settings: { ...this.config!.settings, ...settings } }
  }
  async setStop(stop: Stop) {
    this.config = { ...this.config!, stop: stopSchema.parse(stop) }
    this.#status(this.state)
  }
  async watch(probes: ProbeRequest[]) {
    this.#probes = probes
    if (this.config && this.state !== 'building') this.#frames()
  }
  async retryData() {}
  async measure() {
    this.#measure()
  }
  async exportRun(format: string) {
    return { name: `ganvas.${format}`, mime: 'application/json', bytes: new Uint8Array([123, 125]) }
  }
  async lookAt(checkpoint: Uint8Array, probes: ProbeRequest[]): Promise<Frame[]> {
    this.calls.push('lookAt')
    const { step } = this.readCheckpoint(checkpoint)
    return probes.map(({ id }) => ({
      probe: id,
      step,
      blocks: { points: { shape: [1, 2], data: new Float32Array(2) } },
    }))
  }

  async replay(checkpoint: Uint8Array, step: number): Promise<Uint8Array | null> {
    this.calls.push('replay')
    const { config } = JSON.parse(new TextDecoder().decode(checkpoint))
    return this.forgetful ? null : new TextEncoder().encode(JSON.stringify({ config, step }))
  }
  stopReplay(): void {}

  identify() {
    return { kind: 'weights' as const }
  }

  async importWeights(file: { name: string }): Promise<string> {
    throw Object.assign(new Error(`${file.name} is not a file of weights.`), {
      name: 'FormatError',
      next: 'Export one here and compare.',
    })
  }
  async checkpoint() {
    this.calls.push('checkpoint')
    if (!this.config) return null
    const { config, step_: step } = this
    const bytes = new TextEncoder().encode(JSON.stringify({ config, step }))
    return { bytes, config, step, elapsedMs: this.#elapsed, finite: true }
  }
  readCheckpoint = (checkpoint: Uint8Array) => {
    const { config, step } = JSON.parse(new TextDecoder().decode(checkpoint))
    return { config, step, elapsedMs: 0, steps: new Float64Array(), values: {}, measures: [] }
  }
  async restore(checkpoint: Uint8Array) {
    this.calls.push('restore')
    this.#stop()
    const { config, step } = JSON.parse(new TextDecoder().decode(checkpoint))
    this.config = config
    this.rolledTo.push(step)
    this.#begin(step)
    return config as RunConfig
  }

  #begin(step: number) {
    this.step_ = step
    this.#elapsed = 0
    this.send({ type: 'run', description: describeModel(this.config!), step })
    this.#frames()
    this.#status('paused')
  }
  #stop() {
    clearInterval(this.#timer)
    this.#timer = undefined
  }
  #advance(count: number) {
    const steps = Float64Array.from({ length: count }, (_, i) => this.step_ + i + 1)
    this.step_ += count
    const curve = (of: (t: number) => number) => Float32Array.from(steps, (step) => of(step / 400))
    const noise = (size: number) => (Math.random() - 0.5) * size
    this.send({
      type: 'scalars',
      steps,
      values:
        this.config!.model === 'gan'
          ? {
              generator: curve((t) => 0.95 + 0.9 * Math.exp(-t * 3) + 0.1 * Math.sin(t * 3) + noise(0.3)),
              discriminator: curve((t) => 1.22 - 0.75 * Math.exp(-t * 3) + noise(0.15)),
              scoreReal: curve((t) => 0.6 + 0.2 * Math.exp(-t) + noise(0.06)),
              scoreFake: curve((t) => 0.42 - 0.3 * Math.exp(-t) + noise(0.06)),
            }
          : {
              loss: curve((t) => 150 + 390 * Math.exp(-t * 2) + noise(12)),
              reconstruction: curve((t) => 143 + 395 * Math.exp(-t * 2) + noise(12)),
              kl: curve((t) => 7 - 6.8 * Math.exp(-t * 2) + noise(0.3)),
            },
    })
    this.#frames()
    if (this.step_ % 70 < count) this.#measure()
  }
  #measure() {
    const t = this.step_ / 400
    this.send({
      type: 'measures',
      step: this.step_,
      values: {
        modes: Math.min(8, Math.round(2 + 5 * t)),
        quality: 92 - 60 * Math.exp(-t),
        elbo: 150 + 300 * Math.exp(-t),
      },
    })
  }
  #status(state: Status['state'], activity = '', progress?: number, pausedBy?: string) {
    this.state = state
    const stop = this.config?.stop ?? { unit: 'never' as const, amount: 3000 }
    const limited = stop.unit === 'steps'
    this.send({
      type: 'status',
      status: {
        state,
        activity,
        ...(progress === undefined ? {} : { progress }),
        ...(pausedBy ? { pausedBy } : {}),
        step: this.step_,
        epoch: (this.step_ * 64) / 60000,
        elapsedMs: this.#elapsed,
        stepsPerSecond: this.stepsPerTick * 10,
        stop,
        ...(limited
          ? {
              stopProgress: Math.min(1, this.step_ / stop.amount),
              remainingMs: ((stop.amount - this.step_) / this.stepsPerTick) * 100,
            }
          : {}),
        tensors: 148,
        bytes: 5_400_000,
      },
    })
  }
  #frames() {
    const points = this.config!.data === 'ring'
    for (const { id } of this.#probes) {
      const blocks = points ? pointBlocks(id, this.step_) : imageBlocks(id, this.step_)
      if (blocks) this.send({ type: 'frame', frame: { probe: id, step: this.step_, blocks } })
    }
  }
}

function describeModel(config: RunConfig): ModelDescription {
  const points = config.data === 'ring'
  const shape = points ? [2] : [28, 28, 1]
  const latent = Number(config.settings.latentDim)
  const layer = (kind: string, outputShape: number[], parameters: number, macs = parameters) => ({
    kind,
    label: kind,
    outputShape,
    parameters,
    macs,
  })
  const up = points
    ? [layer('dense', [128], 8448), layer('dense', [128], 16512), layer('dense', [2], 258)]
    : [
        layer('dense', [7, 7, 64], 203_840),
        layer('convT 4×4 /2', [14, 14, 32], 32_800, 1_600_000),
        layer('convT 4×4 /2', [28, 28, 1], 513, 401_408),
      ]
  const down = points
    ? [layer('dense', [128], 384), layer('dense', [128], 16512), layer('dense', [1], 129)]
    : [
        layer('conv 4×4 /2', [14, 14, 32], 544, 100_352),
        layer('conv 4×4 /2', [7, 7, 64], 32_832, 1_605_632),
        layer('dense', [1], 3137),
      ]
  const network = (
    id: string,
    label: string,
    role: 'generator' | 'decoder' | 'discriminator' | 'encoder',
    layers: typeof up,
    inputShape: number[],
    outputShape: number[],
  ) => ({
    id,
    label,
    role,
    layers,
    inputShape,
    outputShape,
    parameters: layers.reduce((sum, one) => sum + one.parameters, 0),
    macs: layers.reduce((sum, one) => sum + one.macs, 0),
  })
  if (config.model === 'gan') {
    return {
      networks: [
        network('generator', 'Generator', 'generator', up, [latent], shape),
        network('discriminator', 'Discriminator', 'discriminator', down, shape, [1]),
      ],
      flow: [
        { kind: 'tensor', label: 'z', role: 'latent', shape: [latent] },
        { kind: 'network', network: 'generator' },
        { kind: 'tensor', label: 'fake', role: 'generator', shape },
        { kind: 'network', network: 'discriminator' },
        { kind: 'tensor', label: 'score', role: 'discriminator', shape: [1] },
      ],
    }
  }
  return {
    networks: [
      network('encoder', 'Encoder', 'encoder', down, shape, [latent * 2]),
      network('decoder', 'Decoder', 'decoder', up, [latent], shape),
    ],
    flow: [
      { kind: 'tensor', label: 'x', role: 'real', shape },
      { kind: 'network', network: 'encoder' },
      { kind: 'tensor', label: 'z', role: 'latent', shape: [latent] },
      { kind: 'network', network: 'decoder' },
      { kind: 'tensor', label: 'x̂', role: 'decoder', shape },
    ],
  }
}

/** A small generator, so that pictures of two runs are the same. */
function stream(seed: number) {
  let state = seed * 7919 + 17
  return () => {
    state = (state * 16807) % 2147483647
    return state / 2147483647
  }
}
function normal(random: () => number) {
  return Math.sqrt(-2 * Math.log(random() + 1e-9)) * Math.cos(2 * Math.PI * random())
}

const learnt = (step: number) => 1 - Math.exp(-step / 300)

function pointBlocks(probe: string, step: number): Record<string, Block> | null {
  const t = learnt(step)
  const mode = (k: number) => [2 * Math.cos((k * Math.PI) / 4), 2 * Math.sin((k * Math.PI) / 4)] as const
  if (probe === 'real') {
    const random = stream(1)
    const data = new Float32Array(1024)
    for (let i = 0; i < 512; i++) {
      const [x, y] = mode(i % 8)
      data[2 * i] = x + normal(random) * 0.06
      data[2 * i + 1] = y + normal(random) * 0.06
    }
    return { points: { shape: [512, 2], data } }
  }
  if (probe === 'samples') {
    const random = stream(2)
    const data = new Float32Array(1024)
    for (let i = 0; i < 512; i++) {
      const [x, y] = mode([0, 1, 3, 4, 6, 7][i % 6]!)
      data[2 * i] = (1 - t) * normal(random) * 0.4 + t * (x + normal(random) * 0.14)
      data[2 * i + 1] = (1 - t) * normal(random) * 0.4 + t * (y + normal(random) * 0.14)
    }
    return { points: { shape: [512, 2], data } }
  }
  if (probe === 'heat-map') {
    const n = 60
    const data = Float32Array.from({ length: n * n }, (_, i) => {
      const x = ((i % n) + 0.5) / n
      const y = 1 - (Math.floor(i / n) + 0.5) / n
      const [a, b] = [x * 6 - 3, y * 6 - 3]
      let sum = 0
      for (let k = 0; k < 8; k++) {
        const [u, v] = mode(k)
        sum += (k === 2 || k === 5 ? 1.3 : 0.85) * Math.exp(-((a - u) ** 2 + (b - v) ** 2) / 0.35)
      }
      sum -= 0.75 * Math.exp(-((Math.hypot(a, b) - 1.4) ** 2) / 0.5)
      return 0.5 + 0.5 * t * Math.tanh(sum * 1.4)
    })
    return { values: { shape: [n, n], data } }
  }
  if (probe === 'latent-grid') {
    const n = 20
    const data = new Float32Array(n * n * 2)
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < n; column++) {
        const [u, v] = [(column / (n - 1)) * 4 - 2, (row / (n - 1)) * 4 - 2]
        const radius = 1.6 + 0.4 * Math.tanh(Math.hypot(u, v) - 1)
        const turn = Math.atan2(v, u)
        data[(row * n + column) * 2] = (1 - t) * u * 0.4 + t * radius * Math.cos(turn)
        data[(row * n + column) * 2 + 1] = (1 - t) * v * 0.4 + t * radius * Math.sin(turn)
      }
    }
    return { points: { shape: [n, n, 2], data } }
  }
  return null
}

/** Strokes of ten digits on a unit square; enough to look like handwriting from afar. */
const strokes: number[][][] = [
  [[0.5, 0.15, 0.25, 0.35, 0.25, 0.65, 0.5, 0.85, 0.75, 0.65, 0.75, 0.35, 0.5, 0.15]],
  [[0.4, 0.3, 0.55, 0.15, 0.5, 0.85]],
  [[0.28, 0.3, 0.5, 0.15, 0.72, 0.32, 0.28, 0.82, 0.75, 0.82]],
  [[0.3, 0.2, 0.6, 0.15, 0.7, 0.32, 0.48, 0.48, 0.72, 0.65, 0.55, 0.85, 0.28, 0.8]],
  [
    [0.35, 0.15, 0.28, 0.55, 0.75, 0.55],
    [0.65, 0.3, 0.62, 0.87],
  ],
  [[0.72, 0.17, 0.35, 0.17, 0.32, 0.47, 0.65, 0.5, 0.68, 0.75, 0.3, 0.83]],
  [[0.62, 0.13, 0.32, 0.5, 0.35, 0.8, 0.65, 0.82, 0.68, 0.58, 0.35, 0.6]],
  [[0.25, 0.2, 0.75, 0.18, 0.45, 0.87]],
  [[0.52, 0.48, 0.3, 0.3, 0.5, 0.13, 0.7, 0.3, 0.3, 0.7, 0.5, 0.87, 0.72, 0.7, 0.52, 0.48]],
  [[0.7, 0.35, 0.45, 0.48, 0.32, 0.28, 0.52, 0.14, 0.7, 0.3, 0.62, 0.87]],
]

function digits(count: number, seed: number, t: number): Block {
  const random = stream(seed)
  const data = new Uint8Array(count * 784)
  for (let n = 0; n < count; n++) {
    const paths = strokes[Math.floor(random() * 10)]!
    const [slant, wide, thick] = [(random() - 0.5) * 0.3, 0.85 + random() * 0.25, 0.03 + random() * 0.03]
    for (let i = 0; i < 784; i++) {
      const [x, y] = [((i % 28) + 0.5) / 28, (Math.floor(i / 28) + 0.5) / 28]
      const u = (x - 0.5) / wide + 0.5 + slant * (y - 0.5)
      let near = 9
      for (const path of paths) {
        for (let k = 0; k + 3 < path.length; k += 2) near = Math.min(near, distance(u, y, path, k))
      }
      const ink = 255 / (1 + Math.exp((near - thick) * 90))
      data[n * 784 + i] = Math.max(0, Math.min(255, t * ink + (1 - t) * (110 + 110 * (random() - 0.5))))
    }
  }
  return { shape: [count, 28, 28, 1], data }
}
function distance(x: number, y: number, path: number[], k: number): number {
  const [ax, ay, bx, by] = [path[k]!, path[k + 1]!, path[k + 2]!, path[k + 3]!]
  const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
  const s = Math.min(1, Math.max(0, along))
  return Math.hypot(x - ax - s * (bx - ax), y - ay - s * (by - ay))
}

const cache = new Map<string, Block>()
const cached = (key: string, make: () => Block) => {
  if (!cache.has(key)) cache.set(key, make())
  return cache.get(key)!
}
/** Twelve stages of learning are enough for a stand-in, and cost nothing the second time. */
const stage = (step: number) => Math.round(learnt(step) * 12) / 12

function imageBlocks(probe: string, step: number): Record<string, Block> | null {
  const t = stage(step)
  if (probe === 'real') return { images: cached('real', () => digits(64, 11, 1)) }
  if (probe === 'samples') {
    const scores = Float32Array.from({ length: 64 }, (_, i) => 0.1 + (0.5 * t * ((i * 37) % 64)) / 64)
    return { images: cached(`samples ${t}`, () => digits(64, 5, t)), scores: { shape: [64], data: scores } }
  }
  if (probe === 'reconstructions')
    return {
      inputs: cached('in', () => digits(32, 11, 1)),
      outputs: cached(`out ${t}`, () => digits(32, 11, t)),
    }
  if (probe === 'latent-grid') return { images: cached(`grid ${t}`, () => digits(225, 3, t)) }
  return null
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export function asynchronous(fake: FakeSession): Session {
  return new Proxy({} as Session, {
    get:
      (_, name: keyof SessionApi) =>
      async (...parameters: unknown[]) =>
        (fake[name] as (...parameters: unknown[]) => unknown).apply(fake, parameters),
  })
}
