// npm run coverage: ring and grid recipes over five seeds; writes docs/measurements/coverage.{md,json}.
import { runTypeScript } from './run-typescript.mjs'

await runTypeScript('coverage')
