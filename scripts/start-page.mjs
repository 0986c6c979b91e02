import { parseArgs } from 'node:util'
import { serve } from './serve.mjs'
import { buildKernels, buildPage, install } from './setup.mjs'

const defaultPort = 4173

/** Port and host from the arguments, else from npm's (`npm start --port=5000` arrives as npm_config_port). */
function addressOf(args) {
  const { values, positionals } = parseArgs({
    args,
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      'strict-port': { type: 'boolean' },
      'no-install': { type: 'boolean' },
    },
    allowPositionals: true,
  })
  // `npm start --port 5000` makes npm swallow the name and pass on the number.
  const given = (name) => {
    const value = process.env[`npm_config_${name}`]
    return value === 'true' ? positionals.shift() : value
  }
  const host = values.host ?? given('host') ?? 'localhost'
  const text = values.port ?? given('port') ?? String(defaultPort)
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535)
    throw new Error(`"${text}" is not a port: give a number up to 65535.`)
  return { host, port, strict: values['strict-port'] === true, installs: values['no-install'] !== true }
}

export async function startPage(args) {
  const say = (line) => console.log(line)
  try {
    const { host, port, strict, installs } = addressOf(args)
    if (installs) install(say)
    buildKernels(say)
    buildPage(say)
    const server = await serve({ host, port, strict })
    if (server.port !== port && port !== 0) say(`Port ${port} is taken; using ${server.port}.`)
    say(`\nGanvas is at ${server.urls.join('  or  ')}\nCtrl+C stops it.`)

    const stop = () => {
      server.close().finally(() => process.exit(0))
      setTimeout(() => process.exit(0), 1000).unref() // a browser may keep its connection open
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
  } catch (error) {
    console.error(sentence(error))
    process.exitCode = 1
  }
}

function sentence(error) {
  if (error.code?.startsWith('ERR_PARSE_ARGS')) return `${error.message}\nIt takes --host and --port.`
  if (error.code === 'EACCES') return 'This port needs more rights: choose one above 1023 with --port.'
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return 'This machine has no such address: leave --host out, or give 0.0.0.0 for all of them.'
  return error.message
}
