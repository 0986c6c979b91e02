import { usePage } from '../store/page'

/** What is being waited for, in words, over the stage: never a spinner without a reason. */
export function Progress() {
  const status = usePage((state) => state.status)
  const catalogue = usePage((state) => state.catalogue)
  const dead = usePage((state) => state.dead)
  if (dead || (catalogue && status.state !== 'building' && status.state !== 'idle')) return null
  const words = catalogue ? status.activity || 'Preparing' : 'Starting the training worker'
  const share = status.state === 'building' ? status.progress : undefined
  return (
    <div className="progress">
      <span>
        {words}
        {share !== undefined && ` · ${Math.round(share * 100)} %`}
      </span>
      <div className="meter" data-known={share !== undefined}>
        <i style={{ width: `${(share ?? 1) * 100}%` }} />
      </div>
    </div>
  )
}
