import type { SessionEvent } from '../../protocol/events'
import type { RunRecord } from './record'
import { addNotice, type PageStore, present } from './state'

/** Applies what the worker tells to the page's state and to the run's record. */
export function applyEvent(store: PageStore, record: RunRecord, event: SessionEvent): void {
  switch (event.type) {
    case 'status':
      store.setState({ status: event.status })
      break
    case 'run':
      record.begin(event.step, store.getState().run?.id)
      store.setState({ description: event.description, problem: null, ...present })
      break
    case 'scalars':
      record.addScalars(event.steps, event.values)
      break
    case 'frame':
      record.addFrame(event.frame)
      break
    case 'measures':
      record.addMeasures({ step: event.step, values: event.values })
      break
    case 'data': {
      const { id, loaded, total, problem } = event
      store.setState({ data: { id, loaded, total, ...(problem ? { problem } : {}) } })
      break
    }
    case 'device':
      store.setState({ device: event.device })
      break
    case 'notice':
      addNotice(store, event.text, event.level)
      break
    case 'lost': // what follows is the conductor's
      break
    case 'problem':
      store.setState({ problem: event.problem })
      break
  }
}
