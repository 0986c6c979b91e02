import { type Matrix, panelRows } from './matrix'

/** How an operand lies: several rows on a line, or parts of the rows beside one another. */
export interface Lie {
  order: Matrix['order']
  shared: boolean
  chunked: boolean
}

/** What a shader has to care for. Each uniform and each division is long on a software renderer, so the rest is left out. */
export interface Cut {
  folded: boolean
  parts: boolean
  batch: boolean
  /** Turns of the inner loop come out even, whatever the part. */
  even: boolean
  a: Lie
  b: Lie
}

const flags = (all: Record<string, boolean>): string =>
  Object.keys(all)
    .filter((name) => all[name])
    .join(' ')

/** Names the variant of the shader. */
export const cutKey = ({ a, b, ...rest }: Cut): string =>
  `${flags(rest)}${[a, b].map(({ order, ...lie }) => `, ${order} ${flags(lie)}`).join('')}`

/** How the inner loop reaches an operand: declarations before it, and coordinates inside it. */
export interface Reader {
  before: string
  /** Statements at the beginning of a turn. */
  turn: string
  at: (i: number) => string
}

/** A sum in GLSL without the terms that are not there. */
export const plus = (...terms: (string | false)[]): string => terms.filter(Boolean).join(' + ') || '0'

/** Rows `row(0)`, `row(1)`, …, four values of k a texel, as they lie. */
export function alongRows(
  s: 'a' | 'b',
  count: number,
  row: (i: number) => string,
  at: number,
  { parts, [s]: { shared } }: Cut,
): Reader {
  const first = (i: number) =>
    shared
      ? `
  ivec2 ${s}Row${i} = divide(${row(i)}, u[${at}]);
  vec2 ${s}At${i} = (vec2(${plus(`${s}Row${i}.y * u[${at + 1}]`, parts && 'k0')}, ${s}Row${i}.x) + .5) * ${s}Step;`
      : `vec2 ${s}At${i} = (vec2(${parts ? 'k0' : '0'}, ${row(i)}) + .5) * ${s}Step;`
  return {
    before: `${Array.from({ length: count }, (_, i) => first(i)).join('\n  ')} float ${s}U;`,
    turn: `${s}U = float(k) * ${s}Step.x;`,
    at: (i) => `${s}At${i}.x + ${s}U, ${s}At${i}.y`,
  }
}

/** Down the rows from k on, the texel column fixed; `per` rows a turn. */
export function downRows(
  s: 'a' | 'b',
  column: string,
  per: number,
  at: number,
  { parts, batch, [s]: { chunked } }: Cut,
): Reader {
  const x = plus(column, parts && chunked && `part * u[${at + 1}]`)
  const y = plus(batch && `batch * u[${at + 2}]`, parts && !chunked && `k0 * ${per}`)
  return {
    before: `vec2 ${s}Top = (vec2(${x}, ${y}) + .5) * ${s}Step; float ${s}V;`,
    turn: `${s}V = ${s}Top.y + float(${per} * k) * ${s}Step.y;`,
    at: (i) => `${s}Top.x, ${s}V${i ? ` + ${i}. * ${s}Step.y` : ''}`,
  }
}

/** The same column where its texels are neighbours on a line. */
export function columnLine(s: 'b', column: string, per: number, at: number, { parts }: Cut): Reader {
  return {
    before: `vec2 ${s}Left = (vec2(0., ${plus(column, parts && `part * u[${at + 1}]`)}) + .5) * ${s}Step; float ${s}U;`,
    turn: `${s}U = ${s}Left.x + float(${per} * k) * ${s}Step.x;`,
    at: (i) => `${s}U${i ? ` + ${i}. * ${s}Step.x` : ''}, ${s}Left.y`,
  }
}

/** Rows of a tile from their panel: neighbours on its line. */
export function panelLine(rows: number, { parts }: Cut): Reader {
  const whole = rows === panelRows
  const x = plus(!whole && `(tile * ${rows} & ${panelRows - 1})`, parts && `${panelRows} * k0`)
  const y = whole ? 'tile' : `tile * ${rows} >> ${Math.log2(panelRows)}`
  return {
    before: `vec2 aLeft = (vec2(${x}, ${y}) + .5) * aStep; float aU;`,
    turn: `aU = aLeft.x + float(${panelRows} * k) * aStep.x;`,
    at: (i) => `aU${i ? ` + ${i}. * aStep.x` : ''}, aLeft.y`,
  }
}

/** A panel's rows as values of k: `at(8 g + i)` is row i of the tile's g-th texel column; a turn is a panel. */
export function panelColumns(texels: number, { parts }: Cut): Reader {
  return {
    before: `vec2 aTop = (vec2(tile * ${texels * panelRows}, ${parts ? 'k0' : '0'}) + .5) * aStep; float aV;`,
    turn: 'aV = aTop.y + float(k) * aStep.y;',
    at: (i) => `aTop.x${i ? ` + ${i}. * aStep.x` : ''}, aV`,
  }
}
