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
  const widths = table[0].map((_, column) => Math.max(...table.map((line) => line[column].length)))
  for (const line of table) {
    console.log(
      line
        .map((cell, i) => (i < 3 || i === 8 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    )
  }
}
