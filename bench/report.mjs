/** ratio = how many times faster `of` is than `against`, from medians; `of` is the fastest kind of kernels here. */
export function ratiosOf(rows) {
  const name = ({ backend, kernels }) =>
    kernels === 'fast' && backend !== 'simd' ? `${backend}-fast` : backend
  return rows
    .filter(({ kernels }) => kernels === 'fast')
    .flatMap((of) =>
      rows
        .filter((row) => row.workload === of.workload && row !== of)
        .map((row) => ({
          workload: of.workload,
          of: name(of),
          against: name(row),
          ratio: row.ms.median / of.ms.median,
        })),
    )
}

export function printTable(machine, rows, ratios) {
  const limit = machine.fmaGflops
  console.log(`${machine.cpu}, ${machine.threads} threads, ${machine.browser}`)
  console.log(`multiply-add limit of one thread: ${limit.toFixed(1)} GFLOP/s\n`)
  const lines = rows.map((row) => {
    const { workload, backend, kernels, ms, gflops } = row
    const against = ratios
      .filter((ratio) => ratio.workload === workload && ratio.against === backend && kernels !== 'fast')
      .map(({ of, ratio }) => `${of} is ${ratio.toFixed(1)}× faster`)
    const share = `${((100 * gflops) / limit).toFixed(0)} %`
    const times = [ms.min, ms.median, ms.max].map((value) => value.toFixed(value < 10 ? 2 : 1))
    return [workload, backend, kernels, ...times, gflops.toFixed(1), share, against.join(', ')]
  })
  const table = [
    ['workload', 'backend', 'kernels', 'min ms', 'median', 'max', 'GFLOP/s', 'of limit', ''],
    ...lines,
  ]
  printColumns(table, new Set([0, 1, 2, 8]))
}

/** Where a step's time goes: kernels by time, then the rest. */
export function printProfile({ workload, step, rows }, limit) {
  const inKernels = rows.reduce((sum, { microseconds }) => sum + microseconds / 1000, 0)
  const total = (key) => rows.reduce((sum, row) => sum + row[key], 0)
  const millions = (n) => (n ? (n / 1e6).toFixed(2) : '')
  const line = (name, calls, ms, { nominal = 0, done = 0 } = {}) => {
    const rate = done ? (2 * done) / ms / 1e6 : 0
    const share = `${((100 * ms) / step).toFixed(0)} %`
    const of = rate ? `${((100 * rate) / limit).toFixed(0)} %` : ''
    return [
      name,
      calls,
      ms.toFixed(3),
      share,
      millions(nominal),
      millions(done),
      rate ? rate.toFixed(1) : '',
      of,
    ]
  }
  const sums = { nominal: total('nominal'), done: total('done') }
  console.log(
    `${workload}: a step takes ${step.toFixed(2)} ms; multiply-add limit ${limit.toFixed(1)} GFLOP/s\n`,
  )
  printColumns(
    [
      ['kernel', 'calls', 'ms', 'share', 'M multiply-adds', 'done', 'GFLOP/s done', 'of limit'],
      ...rows.map((row) => line(row.kernel, row.calls.toFixed(0), row.microseconds / 1000, row)),
      line('all kernels', total('calls').toFixed(0), inKernels, sums),
      line('JavaScript', '', Math.max(0, step - inKernels)),
    ],
    new Set([0]),
  )
  console.log()
}

/** `left`: the columns of words. */
function printColumns(table, left) {
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)))
  for (const line of table) {
    console.log(
      line
        .map((cell, i) => (left.has(i) ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    )
  }
}
