import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { BookOpen, CircleHelp, Moon, Sun } from 'lucide-react'
import { baseOf } from '../../protocol/recipes'
import { openGallery } from '../gallery/state'
import '../gallery/button.css'
import { RunsButton } from '../runs/button'
import { usePage } from '../store/page'
import { Device } from './device'
import { ExportMenu } from './export-menu'
import { plural } from './format'

/** The bar on top: what this run is, where it is computed, and what can be taken away. */
export function Header({ onHelp }: { onHelp: () => void }) {
  return (
    <header className="top">
      <h1 className="mark">
        <svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true">
          <circle cx="9" cy="12" r="6.5" fill="none" stroke="var(--gen)" strokeWidth="2.2" />
          <circle cx="15" cy="12" r="6.5" fill="none" stroke="var(--disc)" strokeWidth="2.2" />
        </svg>
        Ganvas
      </h1>
      <Crumb />
      <span className="grow" />
      <button type="button" className="btn quiet open-recipes" onClick={openGallery}>
        <BookOpen size={14} aria-hidden /> <span>Recipes</span>
      </button>
      <RunsButton />
      <Device />
      <ExportMenu />
      <button
        type="button"
        className="btn quiet icon wide-only"
        aria-label="Keyboard shortcuts and display"
        title="Shortcuts and display (?)"
        onClick={onHelp}
      >
        <CircleHelp size={16} aria-hidden />
      </button>
      <SchemeButton />
    </header>
  )
}

function Crumb() {
  const catalogue = usePage((state) => state.catalogue)
  const config = usePage((state) => state.config)
  if (!catalogue || !config) return <span className="crumb" />
  const { recipe, changes, title } = baseOf(catalogue, config)
  return (
    <p className="crumb">
      {recipe && <span>Recipe</span>}
      <b>{title}</b>
      {changes > 0 && <span>· {plural(changes, 'change')}</span>}
    </p>
  )
}

function SchemeButton() {
  const scheme = useComputedColorScheme('light')
  const { setColorScheme } = useMantineColorScheme()
  const other = scheme === 'dark' ? 'light' : 'dark'
  return (
    <button
      type="button"
      className="btn quiet icon"
      aria-label={`Use the ${other} colours`}
      title={`Use the ${other} colours`}
      onClick={() => setColorScheme(other)}
    >
      {scheme === 'dark' ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />}
    </button>
  )
}
