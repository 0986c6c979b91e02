/**
 * `npm test`: installs what is missing, a browser included, runs every check and ends with `N passed, N failed`.
 * `npm test -- --only unit,e2e` runs those (and what they need).
 */
import { checkNode } from './check-node.mjs'

if (checkNode()) import('./run-checks.mjs').then(({ runChecks }) => runChecks(process.argv.slice(2)))
