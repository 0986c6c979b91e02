import type { PageApi, SessionApi } from '../../protocol/api'
import type { Problem } from '../../protocol/events'

/** The session as the page calls it: every answer is a promise. */
export type Session = {
  [Call in keyof SessionApi]: (
    ...parameters: Parameters<SessionApi[Call]>
  ) => Promise<Awaited<ReturnType<SessionApi[Call]>>>
}

export interface Client {
  session: Session
  /** Ends the worker; calls that are still open reject. */
  dispose(): void
}

/** Makes a new worker (or a stand-in). `died` is called once, with a sentence, when it can no longer answer. */
export type Connect = (page: PageApi, died: (why: string) => void) => Client

/** Any thrown thing as a `Problem`; a clone across the worker's border may have lost its name and advice. */
export function problemOf(error: unknown): Problem {
  const thrown = (error ?? {}) as Partial<Problem>
  return {
    name: thrown.name ?? 'Error',
    message: thrown.message || String(error),
    next: typeof thrown.next === 'string' ? thrown.next : '',
  }
}
