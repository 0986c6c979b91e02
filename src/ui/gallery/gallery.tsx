import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Catalogue, RecipeEntry } from '../../protocol/catalogue'
import { configOfRecipe, filterRecipes, type RecipeFilter } from '../../protocol/recipes'
import { useActions, useDataset, useFamily, usePage } from '../store/page'
import { Card, type Pictures } from './card'
import { closeGallery, dismissRecipe, useGallery } from './state'
import './gallery.css'

/**
 * The recipes as cards, over stage and evidence. It is no modal window: the experiment and the transport stay in reach,
 * and it closes when a run begins or the experiment changes.
 */
export default function Gallery() {
  const catalogue = usePage((state) => state.catalogue)
  return catalogue?.recipes ? <Panel catalogue={catalogue} recipes={catalogue.recipes} /> : null
}

function Panel({ catalogue, recipes }: { catalogue: Catalogue; recipes: RecipeEntry[] }) {
  const actions = useActions()
  const asked = useGallery((state) => state.opened === 'asked')
  const [filter, setFilter] = useState<RecipeFilter>({ family: '', data: '' })
  const pictures = usePictures()
  const panel = useRef<HTMLElement>(null)
  useClosing()

  // Asked for, it takes the focus and gives it back; at the first visit Space still begins the run.
  useEffect(() => {
    if (!asked) return
    const before = document.activeElement
    panel.current?.focus()
    return () => void (before instanceof HTMLElement && before.focus())
  }, [asked])

  const choose = (recipe: RecipeEntry) => {
    closeGallery()
    dismissRecipe(recipe.id, false)
    actions.show('')
    actions.run(configOfRecipe(catalogue, recipe), recipe.label)
  }
  const shown = filterRecipes(recipes, filter)
  const families = new Set(filterRecipes(recipes, { ...filter, family: '' }).map(({ family }) => family))
  const datasets = new Set(filterRecipes(recipes, { ...filter, data: '' }).map(({ data }) => data))
  return (
    <section className="gallery" role="dialog" aria-label="Recipes" tabIndex={-1} ref={panel}>
      <header className="gallery-head">
        <div>
          <h2>Recipes</h2>
          <Invitation />
        </div>
        <button type="button" className="btn" onClick={closeGallery}>
          <X size={14} aria-hidden /> Close
        </button>
      </header>
      <div className="gallery-filters">
        <Choice
          legend="Family"
          value={filter.family}
          options={catalogue.families.filter(({ id }) => recipes.some(({ family }) => family === id))}
          possible={families}
          onChange={(family) => setFilter({ ...filter, family })}
        />
        <Choice
          legend="Data"
          value={filter.data}
          options={catalogue.datasets.filter(({ id }) => recipes.some(({ data }) => data === id))}
          possible={datasets}
          onChange={(data) => setFilter({ ...filter, data })}
        />
      </div>
      <ul className="cards">
        {shown.map((recipe) => (
          <li key={recipe.id}>
            <Card
              recipe={recipe}
              catalogue={catalogue}
              picture={pictures?.[recipe.id]}
              onChoose={() => choose(recipe)}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What one click on the page's own button would do. */
function Invitation() {
  const family = useFamily()
  const dataset = useDataset()
  const visit = useGallery((state) => state.opened === 'visit')
  if (!visit || !family || !dataset)
    return <p>Famous models and instructive failures. A card begins its run at once.</p>
  return (
    <p>
      Choose a card, and its run begins. Or press <b>Train</b> below: the page is set to a{' '}
      <b>
        {family.label} on {dataset.label}
      </b>
      , which learns in seconds.
    </p>
  )
}

function Choice({
  legend,
  value,
  options,
  possible,
  onChange,
}: {
  legend: string
  value: string
  options: { id: string; label: string }[]
  /** Ids that leave a card, given the other filter. */
  possible: Set<string>
  onChange: (value: string) => void
}) {
  return (
    <fieldset className="chips">
      <legend>{legend}</legend>
      {[{ id: '', label: 'all' }, ...options].map(({ id, label }) => (
        <label key={id} className="chip-radio">
          <input
            type="radio"
            name={`recipes-${legend}`}
            checked={value === id}
            disabled={id !== '' && id !== value && !possible.has(id)}
            onChange={() => onChange(id)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** Closes it with Escape, when a run begins or takes its first step, and when another experiment is chosen. */
function useClosing() {
  const running = usePage(({ status }) => status.state === 'running')
  const started = usePage(({ status }) => status.step > 0)
  const config = usePage((state) => state.config)
  const before = useRef({ running, started, config })
  useEffect(() => {
    const former = before.current
    const began = (running && !former.running) || (started && !former.started)
    const changed = former.config !== null && config !== former.config
    before.current = { running, started, config }
    if (began || changed) closeGallery()
  }, [running, started, config])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      // A window or a menu that lies over it goes first.
      if (!document.querySelector('.mantine-Modal-content, [role="menu"]')) closeGallery()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

/** After how many steps each card's picture was taken. */
function usePictures(): Pictures | null {
  const [pictures, setPictures] = useState<Pictures | null>(null)
  useEffect(() => {
    let current = true
    fetch(`${import.meta.env.BASE_URL}recipes/manifest.json`)
      .then((response) => (response.ok ? response.json() : {}))
      .catch(() => ({})) // offline: the cards go without
      .then((read: Pictures) => current && setPictures(read))
    return () => {
      current = false
    }
  }, [])
  return pictures
}
