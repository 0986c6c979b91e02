/*
 * Key ranges of a run's rows. In IndexedDB's order an array sorts after every number and string, so `[]` at the end
 * of a bound stands for "whatever comes there".
 */

/** Everything of a run, frames and checkpoints alike. */
export const rangeOf = (runId: string) => IDBKeyRange.bound([runId], [runId, []])

/** Everything of a run after a step. */
export const rangeAfter = (runId: string, step: number) =>
  IDBKeyRange.bound([runId, step, []], [runId, []], true)
