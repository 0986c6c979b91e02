import { buildCatalogue } from '../engine/catalogue'
import { ConfigError, FormatError } from '../engine/core/errors'
import { formatById, formats, readWeights } from '../engine/formats'
import { decodeCheckpoint, encodeCheckpoint, holdsCheckpoint } from '../engine/formats/checkpoint-file'
import { decodeConfig } from '../engine/formats/config-json'
import { checkpointWithin, decodeGanvas, holdsRun } from '../engine/formats/ganvas-file'
import { looksLikeSafetensors } from '../engine/formats/safetensors'
import { look } from '../engine/probes'
import type { ExportedFile, OpenedFile, SessionApi } from '../protocol/api'
import { columnsOf, readJournal } from './journal'
import { lookAt } from './look-at'
import { problemOf } from './problem'
import { replay } from './replay'
import type { Session } from './session'

/** The calls of the page, answered by the session; each failure leaves as a plain `Problem`, which survives cloning. */
export function makeService(session: Session): SessionApi {
  /** Grows with every replay and with each end of one. */
  let replays = 0
  const service: SessionApi = {
    catalogue: () => buildCatalogue(formats.map((format) => format.entry)),
    chooseBackend: (choice, kernels) => session.chooseBackend(choice, kernels),
    compareBackends: () => session.compareBackends(),
    describe: (config) => session.describe(config),
    sketch: (config) => session.sketch(config),
    prepare: (config) => session.prepare(config),
    train: () => session.train(),
    pause: () => session.pause(),
    interacted: () => session.interacted(),
    step: () => session.step(),
    slowStep: () => session.slowStep(),
    reset: () => session.reset(),
    change: async (settings) => session.change(settings),
    setStop: async (stop) => session.setStop(stop),
    watch: (probes) => session.watch(probes),
    retryData: () => session.retryData(),
    measure: () => session.measure(),
    exportRun: (format) => exportRun(session, format),
    identify,
    async importWeights(file) {
      const run = requireRun(session)
      await session.loadWeights(readWeights(file.bytes, run).weights)
      return `Continuing from the weights in ${file.name}.`
    },
    checkpoint: () => session.save(),
    async restore(bytes) {
      const { checkpoint, journal } = readJournal(bytes)
      await session.prepare(checkpoint.header.config, checkpoint, journal)
      return checkpoint.header.config
    },
    lookAt: (bytes, probes) => lookAt(requireRun(session).data, decodeCheckpoint(bytes).checkpoint, probes),
    async replay(bytes, step) {
      const run = requireRun(session)
      const mine = ++replays
      const { history, measures } = session
      const stays = () =>
        mine === replays && run === session.run && (session.state === 'running' || session.state === 'paused')
      const past = await replay(run.data, decodeCheckpoint(bytes).checkpoint, step, history, stays)
      return past && encodeCheckpoint(past, history, measures)
    },
    stopReplay: () => void replays++,
    readCheckpoint(bytes) {
      const { checkpoint, history, measures } = decodeCheckpoint(bytes)
      const { config, step, elapsedMs } = checkpoint.header
      return { config, step, elapsedMs, measures, ...columnsOf(history) }
    },
  }
  return Object.fromEntries(
    Object.entries(service).map(([name, call]) => [
      name,
      plainErrors(call as (...args: unknown[]) => unknown),
    ]),
  ) as unknown as SessionApi
}

/** A run is read to its end, so that what is wrong with it is said before the present one is left. */
function identify(bytes: Uint8Array): OpenedFile {
  if (holdsRun(bytes)) {
    const { config, step } = decodeGanvas(bytes).checkpoint.header
    return { kind: 'run', checkpoint: checkpointWithin(bytes), config, step }
  }
  if (holdsCheckpoint(bytes)) {
    const { config, step } = decodeCheckpoint(bytes).checkpoint.header
    return { kind: 'run', checkpoint: bytes, config, step }
  }
  // Text begins with a brace; a safetensors file, whose header does too, with the header's length.
  const first = bytes.subarray(0, 64).find((byte) => byte > 32)
  if (first === 0x7b && bytes[0]! >= 9 && !looksLikeSafetensors(bytes))
    return { kind: 'config', raw: decodeConfig(bytes) }
  return { kind: 'weights' }
}

async function exportRun(session: Session, id: string): Promise<ExportedFile> {
  const run = requireRun(session)
  const format = formatById(id)
  if (!format) throw new FormatError(`There is no file format "${id}".`, 'Choose one from the menu.')
  const checkpoint = (await session.checkpoint())!
  const subject = { family: run.family, model: run.model, data: run.data, seed: run.config.seed }
  const frame = format.needsSamples ? await look('samples', subject, run.step) : null
  const samples = frame?.blocks.images ?? frame?.blocks.points
  const bytes = await format.write({
    run,
    checkpoint,
    history: session.history,
    measures: session.measures,
    samples,
  })
  const { data, model } = run.config
  const name = `ganvas-${model}-${data}-step-${checkpoint.header.step}.${format.entry.extension}`
  return { name, mime: format.entry.mime, bytes }
}

function requireRun(session: Session) {
  if (!session.run) throw new ConfigError('There is no model yet.', 'Wait until it is built, then try again.')
  return session.run
}

/** The same call, throwing a plain object: a cloned Error would lose its name and its advice. */
function plainErrors(call: (...args: unknown[]) => unknown): (...args: unknown[]) => Promise<unknown> {
  return async (...args) => {
    try {
      return await call(...args)
    } catch (error) {
      throw problemOf(error)
    }
  }
}
