/// <reference lib="webworker" />
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import { createBirpc } from 'birpc'
import { registerRepairedGradients } from '../backends/gradients'
import { installLeanEngine } from '../backends/lean-engine'
import { nextTask } from '../backends/next-task'
import type { PageApi, SessionApi } from '../protocol/api'
import { BrowserDevices } from './browser-devices'
import { FetchSource } from './fetch-source'
import { problemOf } from './problem'
import { makeService } from './service'
import { Session } from './session'

registerRepairedGradients()
installLeanEngine()

const devices = new BrowserDevices()
const session = new Session({
  source: new FetchSource(new URL(import.meta.env.DEV ? '/data/' : '../data/', self.location.href).href),
  devices,
  emit: (event) => page.event.asEvent(event),
  now: () => performance.now(),
  breathe: () => nextTask(),
})

const page = createBirpc<PageApi, SessionApi>(makeService(session), {
  post: (message) => self.postMessage(message),
  on: (receive) => self.addEventListener('message', (message: MessageEvent) => receive(message.data)),
  timeout: -1,
})

session
  .chooseBackend('auto')
  .catch((error) => page.event.asEvent({ type: 'problem', problem: problemOf(error) }))
