/**
 * `npm start`: installs what is missing, builds, serves the page.
 * `npm start -- --host 0.0.0.0 --port 5000`; `npm start --port=5000` works too.
 */
import { checkNode } from './check-node.mjs'

if (checkNode()) import('./start-page.mjs').then(({ startPage }) => startPage(process.argv.slice(2)))
