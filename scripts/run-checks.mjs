import { parseArgs } from 'node:util'
import { checks } from './checks.mjs'
import { findOrInstallBrowser } from './find-browser.mjs'
import { install } from './setup.mjs'

const say = (line) => console.log(line)

/** The checks that were asked for (the long ones with `--long` only), and those that they build on, in their order. */
function selection(args) {
  const { values } = parseArgs({ args, options: { only: { type: 'string' }, long: { type: 'boolean' } } })
  const asked =
    values.only?.split(',') ?? checks.filter((check) => values.long || !check.long).map(({ id }) => id)
  const unknown = asked.filter((id) => !checks.some((check) => check.id === id))
  if (unknown.length > 0)
    throw new Error(
      `No check is called ${unknown.join(', ')}; there are ${checks.map(({ id }) => id).join(', ')}.`,
    )
  const wanted = new Set(asked)
  for (const { id, needs = [], uses = [] } of checks.toReversed())
    if (wanted.has(id)) for (const other of [...needs, ...uses]) wanted.add(other)
  return checks.filter((check) => wanted.has(check.id) && check.exists?.() !== false)
}

/** One check's outcome; whatever it throws is one failure. */
async function outcomeOf(check, context) {
  const missing = check.needs?.find((id) => context.failed.has(id))
  if (missing) return { passed: 0, failed: 1, log: '', note: `impossible without "${missing}"` }
  try {
    return await check.run(context)
  } catch (error) {
    return { passed: 0, failed: 1, log: error.message }
  }
}

const tail = (log, lines = 150) => log.trimEnd().split('\n').slice(-lines).join('\n')

export async function runChecks(args) {
  let passed = 0
  let failed = 0
  try {
    const selected = selection(args)
    install(say)
    const context = { failed: new Set(), browser: null, browserError: null }
    if (selected.some(({ browser }) => browser)) {
      try {
        context.browser = await findOrInstallBrowser(say)
      } catch (error) {
        context.browserError = error
      }
    }
    for (const check of selected) {
      const start = Date.now()
      const outcome = await outcomeOf(check, context)
      passed += outcome.passed
      failed += outcome.failed
      if (outcome.failed > 0) {
        context.failed.add(check.id)
        if (outcome.log) say(`\n${tail(outcome.log)}\n`)
      }
      const seconds = `${((Date.now() - start) / 1000).toFixed(1)} s`
      const tally =
        outcome.passed + outcome.failed > 1 ? `${outcome.passed} passed, ${outcome.failed} failed` : ''
      const notes = [tally, outcome.note, seconds].filter(Boolean).join(' · ')
      say(`${outcome.failed === 0 ? '✓' : '✗'} ${check.title} (${notes})`)
    }
  } catch (error) {
    failed++
    say(error.message)
  }
  process.exitCode = failed === 0 ? 0 : 1
  say(`\n${passed} passed, ${failed} failed`)
}
