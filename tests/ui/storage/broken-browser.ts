import 'fake-indexeddb/auto'

type Method = (this: unknown, ...parameters: unknown[]) => unknown
const methods: [{ prototype: object }, string[]][] = [
  [IDBFactory, ['open']],
  [IDBDatabase, ['transaction']],
  [IDBObjectStore, ['put', 'get', 'getAll', 'getAllKeys', 'delete', 'openCursor']],
]

/**
 * IndexedDB whose n-th call fails: `throw` at once, as a connection that is closing does, or `abort` the transaction
 * after the call was taken, as a full disk or a tab that is killed does. Returns what heals it, which tells how many
 * calls there were.
 */
export function failAt(n: number, how: 'throw' | 'abort', name = 'UnknownError'): () => number {
  let calls = 0
  const originals: [object, string, Method][] = []
  for (const [{ prototype }, names] of methods) {
    for (const method of names) {
      const original = (prototype as Record<string, Method>)[method]!
      originals.push([prototype, method, original])
      Object.assign(prototype, {
        [method](this: IDBObjectStore, ...parameters: unknown[]) {
          const fails = ++calls === n
          if (fails && (how === 'throw' || !this.transaction?.abort)) throw new DOMException('No.', name)
          const result = original.apply(this, parameters)
          if (fails) queueMicrotask(() => tryAbort(this.transaction))
          return result
        },
      })
    }
  }
  return () => {
    for (const [prototype, method, original] of originals) Object.assign(prototype, { [method]: original })
    return calls
  }
}

function tryAbort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It has ended already.
  }
}

/** Keeps the transactions under way within reach; `kill` ends them as a tab that dies does. */
export function mortal(): { kill(): void; heal(): void } {
  const open = new Set<IDBTransaction>()
  const { transaction } = IDBDatabase.prototype
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...parameters) {
    const made = transaction.apply(this, parameters)
    open.add(made)
    for (const end of ['complete', 'abort']) made.addEventListener(end, () => open.delete(made))
    return made
  }
  return {
    kill: () => [...open].forEach(tryAbort),
    heal: () => {
      IDBDatabase.prototype.transaction = transaction
    },
  }
}
