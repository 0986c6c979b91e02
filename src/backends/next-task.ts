const waiting: (() => void)[] = []
let channel: MessageChannel | undefined

/**
 * The event loop once round, so that messages are heard. Timers are clamped to 4 ms, and in hidden tabs to a second; a message
 * is not.
 */
export function nextTask(milliseconds = 0): Promise<void> {
  if (milliseconds > 0) return new Promise((resolve) => setTimeout(resolve, milliseconds))
  channel ??= opened()
  const { port2 } = channel
  return new Promise((resolve) => {
    waiting.push(resolve)
    port2.postMessage(null)
  })
}

/** One for all who wait, since to make one takes longer than to look at a fence. */
function opened(): MessageChannel {
  const made = new MessageChannel()
  made.port1.onmessage = () => waiting.shift()?.()
  return made
}

/** About a millisecond: a timer that a message sets is not clamped to 4. */
export async function shortPause(): Promise<void> {
  await nextTask()
  await nextTask(1)
}
