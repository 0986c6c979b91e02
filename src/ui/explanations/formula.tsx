import { createElement, type ReactNode } from 'react'
import type { Role } from '../../protocol/schema'
import { roleInk } from '../theme/roles'
import { type Node, readFormula } from './notation'

/** A formula as MathML, which browsers typeset themselves; each symbol in the colour of its network. */
export function Formula({
  source,
  roles,
  inline = false,
}: {
  source: string
  roles: Record<string, Role>
  inline?: boolean
}) {
  const math = createElement(
    'math',
    { display: inline ? 'inline' : 'block', className: 'formula' },
    mathml(readFormula(source), roles),
  )
  if (inline) return math
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: where it is too wide it scrolls, by keyboard too
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls, a section would be one more landmark
    <div className="formula-line" tabIndex={0} role="group" aria-label="Formula">
      {math}
    </div>
  )
}

/** Names whose lower script stands under them. */
const tall = ['min', 'max', 'Σ', 'Π']

function mathml(node: Node, roles: Record<string, Role>, key?: number): ReactNode {
  const of = (inner: Node, at?: number) => mathml(inner, roles, at)
  switch (node.kind) {
    case 'name': {
      const role = roles[node.text]
      return createElement('mi', { key, style: role && { color: roleInk(role) } }, node.text)
    }
    case 'number':
      return createElement('mn', { key }, node.text)
    case 'words':
      return createElement('mtext', { key }, node.text)
    case 'sign':
      if ('∇∂∞'.includes(node.text)) return createElement('mi', { key }, node.text)
      // Fences keep their size: what they hold is one line high nearly everywhere.
      return createElement('mo', { key, stretchy: 'false' }, node.text)
    case 'row':
      return createElement('mrow', { key }, node.of.map(of))
    case 'frac':
      return createElement('mfrac', { key }, of(node.above), of(node.below))
    case 'root':
      return createElement('msqrt', { key }, of(node.of))
    case 'script': {
      const { base, sub, sup } = node
      const under = base.kind === 'name' && tall.includes(base.text)
      const tag = sub && sup ? 'subsup' : sub ? 'sub' : 'sup'
      const element = under ? { subsup: 'munderover', sub: 'munder', sup: 'mover' }[tag] : `m${tag}`
      return createElement(element, { key }, of(base), sub && of(sub), sup && of(sup))
    }
  }
}
