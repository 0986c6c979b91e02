/** What part of the plane is seen: its centre in data coordinates, and how many times nearer than the whole. */
export interface Camera {
  x: number
  y: number
  zoom: number
}

export const wholePlane: Camera = { x: 0, y: 0, zoom: 1 }

/** Data coordinates to pixels of a square canvas and back; y points up in the data, down on the canvas. */
export interface Projection {
  /** Side of the canvas in device pixels, and how many of them make a CSS pixel. */
  size: number
  scale: number
  /** Half the side of the whole plane, in the data's units. */
  extent: number
  /** Device pixels a unit of the data. */
  unit: number
  x(dataX: number): number
  y(dataY: number): number
  dataX(pixel: number): number
  dataY(pixel: number): number
}

export function project(extent: number, size: number, scale = 1, camera = wholePlane): Projection {
  const unit = (size * camera.zoom) / (2 * extent)
  const middle = size / 2
  return {
    size,
    scale,
    extent,
    unit,
    x: (dataX) => middle + (dataX - camera.x) * unit,
    y: (dataY) => middle - (dataY - camera.y) * unit,
    dataX: (pixel) => camera.x + (pixel - middle) / unit,
    dataY: (pixel) => camera.y - (pixel - middle) / unit,
  }
}

const nearest = 64

/** The camera kept within the plane: never further than the whole, never past an edge. */
export function contained(camera: Camera, extent: number): Camera {
  const zoom = Math.min(nearest, Math.max(1, camera.zoom))
  const reach = extent * (1 - 1 / zoom)
  const within = (value: number) => Math.min(reach, Math.max(-reach, value)) || 0
  return { x: within(camera.x), y: within(camera.y), zoom }
}

/** Nearer by `factor`, with the data under a place of the canvas (0 … 1 from the left and the top) kept there. */
export function zoomed(camera: Camera, extent: number, factor: number, left = 0.5, top = 0.5): Camera {
  const zoom = Math.min(nearest, Math.max(1, camera.zoom * factor))
  const gain = 2 * extent * (1 / camera.zoom - 1 / zoom)
  return contained({ x: camera.x + (left - 0.5) * gain, y: camera.y - (top - 0.5) * gain, zoom }, extent)
}

/** Moved by shares of what is seen: to the right and down. */
export function panned(camera: Camera, extent: number, right: number, down: number): Camera {
  const side = (2 * extent) / camera.zoom
  return contained({ ...camera, x: camera.x + right * side, y: camera.y - down * side }, extent)
}
