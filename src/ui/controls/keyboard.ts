import { useEffect, useRef } from 'react'
import { useActions } from '../store/page'

export const shortcuts = [
  { label: 'Train or pause', keys: ['Space'] },
  { label: 'One step', keys: ['S'] },
  { label: 'Reset to the same initial weights', keys: ['R'] },
  { label: 'In slow motion: the stage before, the next', keys: ['←', '→'] },
  { label: 'Back to the run before', keys: ['Ctrl', 'Z'] },
  { label: 'This list', keys: ['?'] },
]

/** True where a key belongs to the thing that has the focus, not to the page. */
export function keyIsTaken(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null
  if (!target?.closest) return false
  if (target.closest('[role="dialog"], [role="menu"]')) return true
  const field = target.closest('input, select, textarea, [contenteditable="true"]') as HTMLInputElement | null
  if (field) return field.type !== 'range' || event.key === ' '
  // Space already presses a button, a tab or a link that has the focus.
  return event.key === ' ' && target.closest('button, a, summary, [role="tab"]') !== null
}

export function useShortcuts(help: () => void): void {
  const actions = useActions()
  const open = useRef(help)
  open.current = help
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || keyIsTaken(event)) return
      const chord = event.ctrlKey || event.metaKey
      const key = event.key.toLowerCase()
      if (chord && key === 'z' && !event.shiftKey) void actions.goBack()
      else if (chord || event.altKey) return
      else if (key === ' ') actions.toggle()
      else if (key === 's') actions.step()
      else if (key === 'r') void actions.reset()
      else if (key === '?') open.current()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [actions])
}
