import { ArrowDown, ArrowUp } from 'lucide-react'
import { type Order, orders, type SortKey } from './order'
import { Row, type RowProps } from './row'

interface TableProps extends Omit<RowProps, 'run'> {
  runs: RowProps['run'][]
  onOrder: (order: Order) => void
}

/** Runs, a row each; where there is no room for columns each row is a card, and its head is left to `SortBy`. */
export function RunsTable(props: TableProps) {
  const { catalogue, runs, order, onOrder } = props
  const known = orders(catalogue, runs)
  const column = (...keys: SortKey[]) => (
    <th
      scope="col"
      aria-sort={keys.includes(order.key) ? (order.falling ? 'descending' : 'ascending') : undefined}
    >
      {keys.map((key) => {
        const { label, falling } = known.find((one) => one.key === key)!
        const here = order.key === key
        return (
          <button
            key={key}
            type="button"
            className="textbtn"
            onClick={() => onOrder({ key, falling: here ? !order.falling : falling })}
          >
            {label}
            {here && <Way falling={order.falling} />}
          </button>
        )
      })}
    </th>
  )
  return (
    <table className="runs-table" aria-label="Runs kept in this browser">
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden">Compare</span>
          </th>
          <th scope="col">
            <span className="hidden">Samples</span>
          </th>
          {column('name')}
          <th scope="col">What differs</th>
          <th scope="col">Best</th>
          {column('step', 'elapsedMs', 'updated')}
          <th scope="col">
            <span className="hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <Row {...props} key={run.id} run={run} />
        ))}
      </tbody>
    </table>
  )
}

const Way = ({ falling }: { falling: boolean }) =>
  falling ? <ArrowDown size={12} aria-hidden /> : <ArrowUp size={12} aria-hidden />

/** Every order there is, also by measures: runs have different ones, which stand in one column. */
export function SortBy({
  catalogue,
  runs,
  order,
  onOrder,
}: Pick<TableProps, 'catalogue' | 'runs' | 'order' | 'onOrder'>) {
  const known = orders(catalogue, runs)
  const option = ({ key, label }: (typeof known)[number]) => (
    <option key={key} value={key}>
      {label}
    </option>
  )
  const measures = known.filter(({ key }) => key.startsWith('best:'))
  return (
    <div className="runs-sort">
      <label>
        Sort by{' '}
        <select
          className="small-select"
          value={order.key}
          onChange={(event) => {
            const { key, falling } = known.find((one) => one.key === event.target.value)!
            onOrder({ key, falling })
          }}
        >
          {known.filter((one) => !measures.includes(one)).map(option)}
          {measures.length > 0 && <optgroup label="Best">{measures.map(option)}</optgroup>}
        </select>
      </label>
      <button
        type="button"
        className="btn quiet icon"
        aria-label="Turn the order round"
        title="Turn the order round"
        onClick={() => onOrder({ ...order, falling: !order.falling })}
      >
        <Way falling={order.falling} />
      </button>
    </div>
  )
}
