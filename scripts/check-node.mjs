/** Says so if this Node is too old. In plain old JavaScript, so that an old Node can read it. */
export function checkNode() {
  const parts = process.versions.node.split('.').map(Number)
  if (parts[0] > 20 || (parts[0] === 20 && parts[1] >= 19)) return true
  console.error(`Ganvas needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org.`)
  process.exitCode = 1
  return false
}
