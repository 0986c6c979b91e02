/**
 * A few marks with which the formulas of the explanations are written, and their reading as a tree:
 * names (several letters are one), numbers, signs; `a_b`, `a^b`, `a_b^c`; `frac{a}{b}`; `sqrt{a}`; `{…}` groups;
 * `"words"`. Spaces only part names.
 */
export type Node =
  | { kind: 'name' | 'number' | 'sign' | 'words'; text: string }
  | { kind: 'row'; of: Node[] }
  | { kind: 'frac'; above: Node; below: Node }
  | { kind: 'root'; of: Node }
  | { kind: 'script'; base: Node; sub?: Node; sup?: Node }

const token = /\s+|"([^"]*)"|([\p{L}\p{M}]+)|(\d+(?:\.\d+)?)|(.)/gsu

/** Throws a plain Error where braces do not close: the formulas are ours, and tests read every one. */
export function readFormula(source: string): Node {
  const tokens = [...source.matchAll(token)]
    .map(([, words, name, number, sign]) =>
      words !== undefined
        ? ({ kind: 'words', text: words } as const)
        : name
          ? ({ kind: 'name', text: name } as const)
          : number
            ? ({ kind: 'number', text: number } as const)
            : sign
              ? ({ kind: 'sign', text: sign } as const)
              : null,
    )
    .filter((one) => one !== null)
  let at = 0
  const sees = (text: string) => tokens[at]?.kind === 'sign' && tokens[at]!.text === text
  const fail = (): never => {
    throw new Error(`The formula "${source}" does not read at mark ${at + 1}.`)
  }

  function group(): Node {
    if (!sees('{')) fail()
    at++
    const inside = row()
    if (!sees('}')) fail()
    at++
    return inside
  }

  function atom(): Node {
    if (sees('{')) return group()
    const here = tokens[at++] ?? fail()
    if (here.kind === 'name' && here.text === 'frac') return { kind: 'frac', above: group(), below: group() }
    if (here.kind === 'name' && here.text === 'sqrt') return { kind: 'root', of: group() }
    return here
  }

  function scripted(): Node {
    const base = atom()
    let sub: Node | undefined
    let sup: Node | undefined
    while (sees('_') || sees('^')) {
      const below = tokens[at++]!.text === '_'
      if (below) sub = atom()
      else sup = atom()
    }
    return sub || sup ? { kind: 'script', base, sub, sup } : base
  }

  function row(): Node {
    const of: Node[] = []
    while (at < tokens.length && !sees('}')) of.push(scripted())
    return of.length === 1 ? of[0]! : { kind: 'row', of }
  }

  const whole = row()
  if (at < tokens.length) fail()
  return whole
}
