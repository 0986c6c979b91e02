import { DeviceError } from '../errors'
import { nextTask, shortPause } from '../next-task'

export interface ThrottleOptions {
  /** Work that may wait on the GPU, in milliseconds: what a pause costs, and how long the page may wait to paint. */
  budgetMs?: number
  /** The same while the page is in use. */
  busyMs?: number
  /** Steps queued at most, however quick they are. */
  depth?: number
  now?: () => number
}

/** How long after an interaction slices stay short, in milliseconds. */
const attention = 1000

export interface Throttle {
  /** Call after each step: resolves once little enough is still queued for the next. Never blocks the thread. */
  admit(): Promise<void>
  /**
   * Resolves at the right moment for a download whose fence is asked for by `passed`. Chromium answers it only after all
   * commands that were issued before the call: behind a step of half a second, or a measure, the thread would stand still
   * that long. So where steps are slow a download waits until nothing is queued, and `admit` leaves it that gap. They come
   * one a task, in their order: whoever has many does not keep the page's messages waiting.
   */
  download(passed: () => boolean): Promise<void>
  /** Resolves when all that was queued is done. */
  drain(): Promise<void>
  /** Milliseconds of GPU time that a step takes, smoothed; undefined before the first has finished. */
  readonly stepMs: number | undefined
  /** The page is in use: shorter slices for about a second. */
  interacted(): void
  /** Milliseconds of work that may wait now. */
  readonly budgetMs: number
}

/**
 * A bound on queued GPU work by fences. JavaScript issues a step in a fraction of the time that the GPU needs for it; without
 * a bound the queue grows, a pause is answered seconds later, and the page, which paints with the same GPU, stands still.
 */
export function createThrottle(
  gl: WebGL2RenderingContext,
  { budgetMs = 100, busyMs = 16, depth = 4, now = () => performance.now() }: ThrottleOptions = {},
): Throttle {
  const pending: { sync: WebGLSync; issued: number }[] = []
  const downloads: { passed: () => boolean; resolve: () => void }[] = []
  let lastDone = 0
  let busyUntil = Number.NEGATIVE_INFINITY

  /** Takes the fences that have passed off the queue and learns from them how long a step takes. */
  function collect(): void {
    if (gl.isContextLost()) {
      pending.length = 0
      throw new DeviceError(
        'The GPU was taken away (its context is lost).',
        'Reload the page, or choose another backend.',
      )
    }
    for (let first = pending[0]; first; first = pending[0]) {
      const status = gl.clientWaitSync(first.sync, 0, 0)
      if (status !== gl.ALREADY_SIGNALED && status !== gl.CONDITION_SATISFIED) return
      gl.deleteSync(first.sync)
      pending.shift()
      const done = now()
      const took = done - Math.max(first.issued, lastDone)
      throttle.stepMs = throttle.stepMs === undefined ? took : 0.8 * throttle.stepMs + 0.2 * took
      lastDone = done
    }
  }

  function fence(): void {
    if (gl.isContextLost()) return
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
    if (sync) pending.push({ sync, issued: now() })
    gl.flush()
  }

  const allowed = () =>
    throttle.stepMs === undefined
      ? 1
      : Math.max(1, Math.min(depth, Math.floor(throttle.budgetMs / throttle.stepMs)))

  async function waitUntil(count: () => number): Promise<void> {
    collect()
    while (pending.length > count()) {
      // A fence's state changes between tasks only.
      await nextTask((throttle.stepMs ?? 0) > 20 ? 4 : 0)
      collect()
    }
  }

  /** Whether the oldest download can be answered at once. Fences pass in order, and its own must be asked for too. */
  function servable(): boolean {
    collect()
    if (!downloads[0]!.passed()) return false
    return allowed() > 1 || (pending.length === 0 && downloads.at(-1)!.passed())
  }

  async function serve(): Promise<void> {
    while (downloads.length > 0) {
      if (gl.isContextLost() || servable()) {
        downloads.shift()!.resolve()
        await nextTask()
      } else await shortPause()
    }
  }

  const throttle = {
    stepMs: undefined as number | undefined,
    get budgetMs() {
      return now() < busyUntil ? busyMs : budgetMs
    },
    interacted() {
      busyUntil = now() + attention
    },
    async admit() {
      const behindThis = downloads.at(-1)
      fence()
      await waitUntil(() => allowed() - 1)
      while (pending.length === 0 && behindThis && downloads.includes(behindThis)) await shortPause()
    },
    async drain() {
      fence()
      await waitUntil(() => 0)
    },
    download(passed: () => boolean) {
      return new Promise<void>((resolve) => {
        downloads.push({ passed, resolve })
        if (downloads.length === 1) void serve()
      })
    },
  }
  return throttle
}
