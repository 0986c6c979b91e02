// npm run recipe -- <id> [options]: trains without a browser. Bundles recipe.ts, so that Node runs the engine as it is.
import { runTypeScript } from './run-typescript.mjs'

await runTypeScript('recipe')
