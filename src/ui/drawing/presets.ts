import type { Stroke } from '../../protocol/drawing'

/** A curve as a stroke: `at` gives x and y for t from 0 to 1. */
function curve(width: number, corners: number, at: (t: number) => [number, number]): Stroke {
  return { width, line: Array.from({ length: corners + 1 }, (_, i) => at(i / corners)).flat() }
}

const turn = 2 * Math.PI

/** Shapes to begin with; a keyboard alone can choose them. */
export const presets: { label: string; strokes: Stroke[] }[] = [
  {
    label: 'Heart',
    strokes: [
      curve(0.07, 48, (t) => [
        2.2 * Math.sin(turn * t) ** 3,
        0.14 *
          (13 * Math.cos(turn * t) -
            5 * Math.cos(2 * turn * t) -
            2 * Math.cos(3 * turn * t) -
            Math.cos(4 * turn * t)) +
          0.3,
      ]),
    ],
  },
  {
    label: 'Star',
    strokes: [
      curve(0.06, 10, (t) => {
        const radius = Math.round(t * 10) % 2 ? 1 : 2.5
        return [radius * Math.sin(turn * t), radius * Math.cos(turn * t)]
      }),
    ],
  },
  {
    label: 'Knot',
    strokes: [
      curve(0.06, 72, (t) => [
        0.8 * (Math.sin(turn * t) + 2 * Math.sin(2 * turn * t)),
        0.8 * (Math.cos(turn * t) - 2 * Math.cos(2 * turn * t)),
      ]),
    ],
  },
  {
    label: 'Smile',
    strokes: [
      curve(0.06, 40, (t) => [2.3 * Math.cos(turn * t), 2.3 * Math.sin(turn * t)]),
      curve(0.07, 14, (t) => [
        1.3 * Math.cos(turn * (0.55 + 0.4 * t)),
        1.3 * Math.sin(turn * (0.55 + 0.4 * t)),
      ]),
      { width: 0.12, line: [-0.8, 0.8, -0.8, 0.85] },
      { width: 0.12, line: [0.8, 0.8, 0.8, 0.85] },
    ],
  },
  {
    label: 'Two islands',
    strokes: [
      { width: 0.3, line: [-1.5, 1.2, -1.1, 1.2] },
      curve(0.08, 24, (t) => [1.1 + 0.9 * Math.cos(turn * t), -1 + 0.9 * Math.sin(turn * t)]),
    ],
  },
]
