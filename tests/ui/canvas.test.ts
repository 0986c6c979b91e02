import { describe, expect, it } from 'vitest'
import { heatColour, heatMap } from '../../src/ui/canvas/heat-map'
import { gridShape, imageGrid, interleave, type Rgb } from '../../src/ui/canvas/image-grid'
import { contain } from '../../src/ui/canvas/paint'
import { rgb } from '../../src/ui/canvas/palette'
import { histogram } from '../../src/ui/views/scores'

const pixel = (image: { width: number; data: Uint8ClampedArray }, x: number, y: number) => [
  ...image.data.slice((y * image.width + x) * 4, (y * image.width + x) * 4 + 4),
]

describe('image grid', () => {
  it('lays images out row by row, with transparent gaps', () => {
    const data = Uint8Array.from([10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33])
    const image = imageGrid({ shape: [3, 2, 2, 1], data }, 1)
    expect([image.width, image.height]).toEqual([5, 5])
    expect(pixel(image, 0, 0)).toEqual([10, 10, 10, 255])
    expect(pixel(image, 4, 1)).toEqual([23, 23, 23, 255])
    expect(pixel(image, 1, 3)).toEqual([31, 31, 31, 255])
    expect(pixel(image, 2, 0)).toEqual([0, 0, 0, 0])
    expect(pixel(image, 4, 4)).toEqual([0, 0, 0, 0])
  })
  it('keeps the three channels of a colour image', () => {
    const image = imageGrid({ shape: [1, 1, 2, 3], data: Uint8Array.from([1, 2, 3, 4, 5, 6]) }, 0)
    expect(pixel(image, 1, 0)).toEqual([4, 5, 6, 255])
  })
  it('is as square as the count allows', () => {
    expect(gridShape(64, 28, 28, 1)).toMatchObject({ columns: 8, rows: 8, width: 231 })
    expect(gridShape(10, 1, 1, 0)).toMatchObject({ columns: 4, rows: 3 })
  })
  it('sets groups apart, and leaves what is between them clear', () => {
    const data = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8])
    const across = imageGrid({ shape: [8, 1, 1, 1], data }, 1, 4, { columns: 2, apart: 2 })
    expect([across.width, across.height]).toEqual([9, 3])
    expect(pixel(across, 6, 0)[0]).toBe(3)
    expect(pixel(across, 4, 0)).toEqual([0, 0, 0, 0])
    const down = imageGrid({ shape: [8, 1, 1, 1], data }, 0, 2, { rows: 2, apart: 1 })
    expect([down.width, down.height]).toEqual([2, 5])
    expect(pixel(down, 0, 2)).toEqual([0, 0, 0, 0])
    expect(pixel(down, 1, 4)[0]).toBe(8)
  })
  it('puts each output right under its input', () => {
    const block = (values: number[]) => ({ shape: [values.length, 1, 1, 1], data: Uint8Array.from(values) })
    const pairs = interleave(block([1, 2, 3, 4]), block([5, 6, 7, 8]), 2)
    expect([...pairs.data]).toEqual([1, 2, 5, 6, 3, 4, 7, 8])
  })
})

describe('heat map', () => {
  const [fake, surface, real]: Rgb[] = [
    [200, 100, 0],
    [255, 255, 255],
    [0, 0, 255],
  ] as never
  it('is the surface where D is undecided, and leans to its colour where it is sure', () => {
    expect(heatColour(0.5, fake!, surface!, real!)).toEqual([255, 255, 255])
    expect(heatColour(1, fake!, surface!, real!)).toEqual([138, 138, 255])
    expect(heatColour(0, fake!, surface!, real!)).toEqual([230, 184, 138])
    expect(heatColour(Number.NaN, fake!, surface!, real!)).toEqual([255, 255, 255])
  })
  it('keeps row 0 at the top', () => {
    const image = heatMap({ shape: [2, 2], data: Float32Array.from([1, 1, 0, 0]) }, fake!, surface!, real!)
    expect(pixel(image, 0, 0)).toEqual([138, 138, 255, 255])
    expect(pixel(image, 1, 1)).toEqual([230, 184, 138, 255])
  })
})

it('reads colours, and is grey about what it cannot read', () => {
  expect(rgb('#fff')).toEqual([255, 255, 255])
  expect(rgb('#2f6fde')).toEqual([47, 111, 222])
  expect(rgb('red')).toEqual([128, 128, 128])
})

it('fits a picture into the middle of its box', () => {
  expect(contain(2, 1, 100, 100)).toEqual({ left: 0, top: 25, width: 100, height: 50 })
})

it('counts scores in bins, the ends included', () => {
  expect(histogram([0, 0.05, 0.5, 1, Number.NaN], 10)).toEqual([2, 0, 0, 0, 0, 1, 0, 0, 0, 1])
})
