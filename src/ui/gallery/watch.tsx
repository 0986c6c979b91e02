import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { partsOf, recipeOf } from '../../protocol/recipes'
import { usePage } from '../store/page'
import { PointerWord } from './pointer-word'
import { dismissRecipe, useGallery } from './state'
import './watch.css'

/** Beside the stage of a recipe's run: what will happen, when, and where to look. */
export function WatchPanel() {
  const former = useRef<string>(undefined)
  const recipe = usePage(({ catalogue, config }) =>
    catalogue && config ? recipeOf(catalogue, config, former.current) : undefined,
  )
  const dismissed = useGallery((state) => recipe !== undefined && state.dismissed.includes(recipe.id))
  useEffect(() => {
    former.current = recipe?.id
  }, [recipe])
  if (!recipe || dismissed) return null
  return (
    <section className="watch" aria-label="What to watch">
      <h2 className="heading">
        <span>What to watch</span>
        <span className="aside">
          <span className="watch-name">{recipe.label}</span>
          <button
            type="button"
            className="btn quiet icon"
            aria-label="Close what to watch"
            title="Close; the gallery brings it back"
            onClick={() => dismissRecipe(recipe.id, true)}
          >
            <X size={14} aria-hidden />
          </button>
        </span>
      </h2>
      <p>
        <Text text={recipe.watch} />
      </p>
      <p className="watch-expect">
        <b>{recipe.fails ? 'How it fails' : 'Expect'}</b> <Text text={recipe.expect} />
      </p>
    </section>
  )
}

function Text({ text }: { text: string }) {
  return partsOf(text).map((part, index) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: a text is an ordered list without ids
    typeof part === 'string' ? part : <PointerWord key={index} pointer={part} />,
  )
}
