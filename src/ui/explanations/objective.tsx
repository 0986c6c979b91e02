import type { DatasetEntry } from '../../protocol/catalogue'
import type { Role } from '../../protocol/schema'
import { usePage } from '../store/page'
import { roleInk } from '../theme/roles'
import { explanations } from '.'
import { Formula } from './formula'
import './explanations.css'

/** What the present settings train, in words and formulas: the idea, who descends what, and each term in it. */
export default function Objective({ family, dataset }: { family: string; dataset: DatasetEntry }) {
  const settings = usePage((state) => state.config?.settings)
  const explanation = explanations[family]
  if (!explanation || !settings) return null
  const present = { settings, dataset }
  const roles: Record<string, Role> = Object.fromEntries(
    Object.entries(explanation.symbols).map(([symbol, { role }]) => [symbol, role]),
  )
  const lines = explanation.objective(present)
  const parts = explanation.parts(present)
  const written = [...lines.map((line) => line.formula), ...parts.map((part) => part.formula ?? '')].join(' ')
  const named: string[] = written.match(/[\p{L}\p{M}]+/gu) ?? []
  return (
    <div className="explanation">
      {explanation.story.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <h3 className="heading">What they learn by</h3>
      <dl className="objective">
        {lines.map((line) => (
          <div key={line.who}>
            <dt style={{ color: roleInk(line.role) }}>{line.who}</dt>
            <dd>
              <Formula source={line.formula} roles={roles} />
            </dd>
          </div>
        ))}
      </dl>
      <ul className="symbols" aria-label="Symbols">
        {Object.entries(explanation.symbols)
          .filter(([symbol]) => named.includes(symbol))
          .map(([symbol, { meaning }]) => (
            <li key={symbol}>
              <Formula source={symbol} roles={roles} inline /> {meaning}
            </li>
          ))}
      </ul>
      {parts.map((part) => (
        <section key={part.title}>
          <h4>
            {part.title}
            {part.source && <small>{part.source}</small>}
          </h4>
          {part.formula && <Formula source={part.formula} roles={roles} />}
          <p>{part.text}</p>
        </section>
      ))}
    </div>
  )
}
