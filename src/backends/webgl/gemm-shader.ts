import type { GemmMode } from './gemm'
import {
  alongRows,
  type Cut,
  columnLine,
  downRows,
  type Lie,
  panelColumns,
  panelLine,
  plus,
  type Reader,
} from './gemm-readers'
import { panelRows } from './matrix'

export const range = (n: number) => Array.from({ length: n }, (_, i) => i)
export const lines = (n: number, line: (i: number) => string) => range(n).map(line).join('\n  ')

/**
 * A loop of k over `steps`, several bodies a turn: the sums stay in registers between them. The rest one by one, unless the
 * steps are known to come out even.
 */
export const unrolled = (times: number, body: () => string, even = false) => `
  int k = 0;
  for (; k + ${times} <= steps;) {${range(times)
    .map(() => `${body()} k++;`)
    .join('')}
  }
  ${even ? '' : `for (; k < steps; k++) {${body()}\n  }`}`

/** Which tile of C, of which member of the batch, from which part of k. */
export function place({ folded, parts, batch }: Pick<Cut, 'folded' | 'parts' | 'batch'>): string {
  const steps = parts
    ? `part = ${batch ? 'p.x' : 'q.x'}, k0 = part * u[4], steps = min(u[4], u[5] - k0)`
    : 'steps = u[5]'
  const [c, line] = folded
    ? ['x.y', 'x.x * u[3] + int(gl_FragCoord.y)']
    : ['int(gl_FragCoord.x)', 'int(gl_FragCoord.y)']
  return `${folded ? 'ivec2 x = divide(int(gl_FragCoord.x), u[0]);' : ''}
  ${parts || batch ? `ivec2 q = divide(${line}, u[1]);` : ''}${parts && batch ? ' ivec2 p = divide(q.x, u[2]);' : ''}
  int c = ${c}, tile = ${parts || batch ? 'q.y' : line}${batch ? `, batch = ${parts ? 'p.y' : 'q.x'}` : ''}, ${steps};`
}

/** Bodies of the inner loop in one turn of it. */
export const bodiesOf = (mode: GemmMode, { order }: Lie): number =>
  mode !== 'tn' ? 2 : order === 'panels' ? 1 : 4

/** The shader of gemm.ts. */
export function gemmSource(mode: GemmMode, rows: number, cut: Cut): string {
  const { order: orderA } = cut.a
  const { order: orderB } = cut.b
  // `texture` on normalised coordinates: no bounds check, which texelFetch pays for.
  const begin = `
void main() {
  ${place(cut)}
  vec2 aStep = 1. / vec2(textureSize(A, 0)), bStep = 1. / vec2(textureSize(B, 0));
  ${lines(rows, (i) => `vec4 s${i} = vec4(0.);`)}
  vec4 a, b, b0, b1, b2, b3;`
  const end = `${lines(rows, (i) => `o${i} = s${i};`)}\n}`
  const loop = (a: Reader, b: Reader, body: string) => `${begin}
  ${a.before}
  ${b.before}
  ${unrolled(bodiesOf(mode, cut.a), () => `\n    ${a.turn} ${b.turn}\n    ${body}`, cut.even)}
  ${end}`

  if (mode === 'tn') {
    const texels = rows / 4
    const panels = orderA === 'panels'
    const per = panels ? panelRows : 1
    const a = panels ? panelColumns(texels, cut) : downRows('a', `tile * ${texels}`, 1, 6, cut)
    const b = orderB === 'columns' ? columnLine('b', 'c', per, 9, cut) : downRows('b', 'c', per, 9, cut)
    // Neighbouring texel columns of a row lie beside one another, those of a panel a panel's rows apart.
    const aAt = (g: number, i: number) =>
      panels ? a.at(panelRows * g + i) : a.at(0).replace('aTop.x', `aTop.x + ${g}. * aStep.x`)
    const body = lines(
      per,
      (i) => `b = texture(B, vec2(${b.at(i)}));
    ${lines(
      texels,
      (g) => `a = texture(A, vec2(${aAt(g, i)}));
    s${4 * g} += a.x * b; s${4 * g + 1} += a.y * b; s${4 * g + 2} += a.z * b; s${4 * g + 3} += a.w * b;`,
    )}`,
    )
    return loop(a, b, body)
  }
  const row = (stride: number, first: string) => (i: number) =>
    plus(cut.batch && `batch * u[${stride}]`, first, i > 0 && `${i}`)
  const a =
    orderA === 'panels' ? panelLine(rows, cut) : alongRows('a', rows, row(8, `tile * ${rows}`), 6, cut)
  const b =
    mode === 'nt'
      ? alongRows('b', 4, row(11, '4 * c'), 9, cut)
      : orderB === 'columns'
        ? columnLine('b', 'c', 4, 9, cut)
        : downRows('b', 'c', 4, 9, cut)
  const sum =
    mode === 'nn'
      ? 'a.x * b0 + a.y * b1 + a.z * b2 + a.w * b3'
      : 'vec4(dot(a, b0), dot(a, b1), dot(a, b2), dot(a, b3))'
  const body = `${lines(4, (i) => `b${i} = texture(B, vec2(${b.at(i)}));`)}
    ${lines(rows, (i) => `a = texture(A, vec2(${a.at(i)})); s${i} += ${sum};`)}`
  return loop(a, b, body)
}
