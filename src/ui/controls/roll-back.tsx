import { useActions, usePage } from '../store/page'

/** After a divergence: back to a healthy checkpoint, with the change that most often helps or without. */
export function RollBack() {
  const actions = useActions()
  const diverged = usePage((state) => state.problem?.name === 'DivergenceError')
  if (!diverged) return null
  return (
    <span className="choices">
      <button type="button" className="btn" onClick={() => void actions.rollBack('halved rates')}>
        Roll back and halve the learning rates
      </button>
      <button type="button" className="btn quiet" onClick={() => void actions.rollBack('same')}>
        Roll back
      </button>
    </span>
  )
}
