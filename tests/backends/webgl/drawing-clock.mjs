import { existsSync, readdirSync, readFileSync } from 'node:fs'

/**
 * A clock that counts the milliseconds which all threads of the browser's drawing process have computed; undefined where the
 * system has no such count (/proc/…/schedstat, in nanoseconds).
 */
export async function drawingClock(browser) {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const id = processInfo.find(({ type }) => type === 'GPU')?.id
  const tasks = `/proc/${id}/task`
  if (!existsSync(tasks)) return undefined
  const computed = (thread) => {
    try {
      return Number(readFileSync(`${tasks}/${thread}/schedstat`, 'utf8').split(' ')[0])
    } catch {
      return 0 // it has ended meanwhile
    }
  }
  return () => readdirSync(tasks).reduce((sum, thread) => sum + computed(thread), 0) / 1e6
}
