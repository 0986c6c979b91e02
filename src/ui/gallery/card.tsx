import { useId } from 'react'
import type { Catalogue, RecipeEntry } from '../../protocol/catalogue'
import { datasetOf, familyOf } from '../../protocol/config'
import { whole } from '../controls/format'

/** Of which step each recipe's picture is: public/recipes/manifest.json. */
export type Pictures = Record<string, { seed: number; steps: number }>

export function Card({
  recipe,
  catalogue,
  picture,
  onChoose,
}: {
  recipe: RecipeEntry
  catalogue: Catalogue
  picture?: Pictures[string]
  onChoose: () => void
}) {
  const details = useId()
  const data = datasetOf(catalogue, recipe.data)
  return (
    <button
      type="button"
      className="card"
      aria-label={recipe.label}
      aria-describedby={details}
      title={`${recipe.paper.authors} (${recipe.paper.year}): ${recipe.paper.title}`}
      onClick={onChoose}
    >
      <span className="card-picture" data-kind={data.kind}>
        <img
          src={`${import.meta.env.BASE_URL}recipes/${recipe.id}.png`}
          alt=""
          width={216}
          height={216}
          loading="lazy"
          decoding="async"
          onError={(event) => event.currentTarget.setAttribute('data-missing', '')}
        />
        {recipe.fails && <span className="card-flag">fails on purpose</span>}
      </span>
      <b>{recipe.label}</b>
      <span id={details} className="card-facts">
        <span>
          {familyOf(catalogue, recipe.family).label} · {data.label}
        </span>
        <span>
          {recipe.paper.authors}, {recipe.paper.year}
        </span>
        {picture && <span>after {whole(picture.steps)} updates</span>}
      </span>
    </button>
  )
}
