// npm run gallery -- [--only id,…] [--seconds n]: trains each recipe and draws its card into public/recipes.
import { runTypeScript } from './run-typescript.mjs'

await runTypeScript('gallery')
