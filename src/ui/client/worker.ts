import { createBirpc } from 'birpc'
import type { PageApi, SessionApi } from '../../protocol/api'
import type { Connect, Session } from './client'
import { watchInteraction } from './interaction'

/** The real thing: a module worker spoken to by birpc, without a time limit, since a call may train for an hour. */
export const connectWorker: Connect = (page, died) => {
  const worker = new Worker(new URL('../../worker/main.ts', import.meta.url), {
    type: 'module',
    name: 'ganvas',
  })
  let gone = false
  const die = (why: string) => {
    if (gone) return
    gone = true
    unwatch()
    worker.terminate()
    rpc.$close()
    died(why)
  }
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    die(event.message || 'The training worker could not be loaded.')
  })
  worker.addEventListener('messageerror', () => die('A message of the training worker could not be read.'))

  const rpc = createBirpc<SessionApi, PageApi>(page, {
    post: (message) => worker.postMessage(message),
    on: (receive) => worker.addEventListener('message', (event) => receive(event.data)),
    timeout: -1,
  })
  // An event, without an answer: while the page is in use the session leaves it more of the processor.
  const unwatch = watchInteraction(() => void rpc.interacted.asEvent())
  return {
    session: rpc as unknown as Session,
    dispose() {
      gone = true
      unwatch()
      worker.terminate()
      rpc.$close()
    },
  }
}
