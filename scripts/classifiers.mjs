// npm run classifiers -- [--only id] [--seed n]: trains the classifiers of the class measures into public/data/classifiers.
import { runTypeScript } from './run-typescript.mjs'

await runTypeScript('classifiers')
