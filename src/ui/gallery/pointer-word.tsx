import { useEffect, useRef } from 'react'
import type { Pointer } from '../../protocol/recipes'
import { useActions } from '../store/page'

/** A word that lights up what it names while it is hovered or focused, and goes there when clicked. */
export function PointerWord({ pointer: { text, kind, id } }: { pointer: Pointer }) {
  const actions = useActions()
  const lit = useRef<Element[]>([])
  const find = () => [...document.querySelectorAll(`[data-thing="${kind}:${CSS.escape(id)}"]`)]
  const light = () => {
    lit.current = find()
    for (const element of lit.current) element.setAttribute('data-pointed', '')
  }
  const dim = () => {
    for (const element of lit.current) element.removeAttribute('data-pointed')
    lit.current = []
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is lit goes out with the word
  useEffect(() => dim, [])
  return (
    <button
      type="button"
      className="pointer-word"
      onPointerEnter={light}
      onPointerLeave={dim}
      onFocus={light}
      onBlur={dim}
      onClick={() => {
        if (kind === 'view') actions.show(id)
        find()[0]?.scrollIntoView({ block: 'nearest' })
      }}
    >
      {text}
    </button>
  )
}
