import { makeActions } from '../../../src/ui/store/actions'
import { RunRecord } from '../../../src/ui/store/record'
import { createPageStore } from '../../../src/ui/store/state'
import { asynchronous, FakeSession } from '../fake-session'

/** A page over fake sessions with the browser's storage behind it, as one visit sees it. */
export function visit() {
  const store = createPageStore()
  const record = new RunRecord()
  const sessions: FakeSession[] = []
  let die: (why: string) => void = () => {}
  const actions = makeActions(
    store,
    record,
    (page, died) => {
      let alive = true
      const fake = new FakeSession((event) => alive && page.event(event), 1)
      sessions.push(fake)
      die = (why) => {
        alive = false
        void fake.pause()
        died(why)
      }
      const dispose = () => {
        alive = false
      }
      return { session: asynchronous(fake), dispose }
    },
    100,
  )
  const stop = actions.start()
  return {
    store,
    record,
    actions,
    die: (why: string) => die(why),
    get fake() {
      return sessions.at(-1)!
    },
    get state() {
      return store.getState()
    },
    /** The tab is closed: nothing more happens, and nothing is waited for. */
    close() {
      stop()
      for (const fake of sessions) void fake.pause()
    },
  }
}

export type Visit = ReturnType<typeof visit>

export async function until(condition: () => unknown, what: string): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
