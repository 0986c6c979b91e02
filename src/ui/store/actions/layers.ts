import type { Networks } from '../../../protocol/layers'
import { type Draft, edited, redone, undone } from '../../editor/draft'
import type { Conductor } from '../conductor'

/** How long a valid draft rests before it becomes a run: a number that is typed is one run, not three. */
const restMs = 500

/** The layer editor: a draft of the networks, sketched by the worker at each edit, and a run once it fits. */
export function layerActions(conductor: Conductor) {
  const { store } = conductor
  let applying: ReturnType<typeof setTimeout> | undefined
  /** Grows with every edit: a sketch that comes back late says nothing of the present draft. */
  let edits = 0
  /** The last edit of which the worker has said whether it fits. */
  let known = 0
  /** Whether the editor is to close once the worker has found that the draft fits. */
  let leaving = false

  /** Shows the draft, asks the worker about it, and makes it the run's once it fits. */
  function show(draft: Draft, rest = restMs): void {
    const edit = ++edits
    leaving = false
    clearTimeout(applying)
    store.setState({ draft })
    const { config } = store.getState()
    if (!config) return
    conductor.call(async (session) => {
      const sketch = await session.sketch({ ...config, networks: draft.networks })
      const now = store.getState()
      if (edit !== edits || !now.draft) return
      known = edit
      const blocked = sketch.problem && `${sketch.problem.message} ${sketch.problem.next}`
      store.setState({ draft: { ...now.draft, sketch }, blocked })
      if (blocked) {
        if (now.status.state === 'running') conductor.call((asked) => asked.pause())
        conductor.running = false
        leaving = false
      } else if (leaving) close()
      else applying = setTimeout(apply, rest)
    })
  }

  function apply(): void {
    clearTimeout(applying)
    const { draft, config, blocked } = store.getState()
    if (!draft || !config || blocked || same(draft.networks, config.networks)) return
    conductor.replace({ networks: draft.networks }, 'layers of your own')
  }

  function close(): void {
    apply()
    leaving = false
    store.setState({ draft: null })
  }

  return {
    openEditor(): void {
      const { config, status, dead } = store.getState()
      if (!config || dead) return
      store.setState({ slow: null })
      const ms = status.step >= 5 && status.elapsedMs > 0 ? status.elapsedMs / status.step : null
      const draft: Draft = {
        networks: config.networks,
        undo: [],
        redo: [],
        last: null,
        sketch: null,
        measured: null,
      }
      store.setState({ draft })
      conductor.call(async (session) => {
        const sketch = await session.sketch(config)
        const { draft: now } = store.getState()
        if (now)
          store.setState({
            draft: { ...now, sketch, measured: ms === null ? null : { ms, macs: sketch.cost.macs } },
          })
      })
    },

    /** What fits is already a run, or becomes one now; what does not fit stays open, so that nothing is lost. */
    closeEditor(): void {
      const { draft, blocked } = store.getState()
      if (!draft) return
      if (known !== edits) {
        show(draft)
        leaving = true
      } else if (!blocked) close()
    },

    /** Back to the layers of the run, which fit; the way back leads to what is discarded here. */
    discardLayers(): void {
      const { draft, config } = store.getState()
      if (draft && config) show(edited(draft, config.networks, 'discard', Date.now()))
    },

    editLayers(networks: Networks | undefined, control: string): void {
      const { draft } = store.getState()
      if (draft) show(edited(draft, networks, control, Date.now()))
    },

    undoLayers(): void {
      const { draft } = store.getState()
      if (draft) show(undone(draft))
    },

    redoLayers(): void {
      const { draft } = store.getState()
      if (draft) show(redone(draft))
    },

    /** The configuration changed elsewhere: other settings, another run that one went back to. */
    followConfig(): void {
      const { draft, config, blocked } = store.getState()
      if (!draft || !config) return
      const theirs = blocked || same(draft.networks, config.networks)
      show(theirs ? draft : { ...draft, networks: config.networks, undo: [...draft.undo, draft.networks] })
    },
  }
}

const same = (a: Networks | undefined, b: Networks | undefined) => JSON.stringify(a) === JSON.stringify(b)
