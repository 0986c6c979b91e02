import { defaultConfig, familyOf } from '../../../protocol/config'
import { rememberDrawing } from '../../storage/drawings'
import type { Conductor } from '../conductor'

/** Points of one's own. */
export function drawingActions(conductor: Conductor) {
  const { store } = conductor
  return {
    /** The dialog that was to open a file of points is closed. */
    closePoints(): void {
      store.setState({ points: null })
    },

    /** Trains on a drawing; where it already was the data, with the settings as they are. */
    chooseDrawing(drawing: string): void {
      const { catalogue, config } = store.getState()
      if (!catalogue || !config) return
      rememberDrawing(drawing)
      if (config.data === 'drawn') {
        conductor.replace({ drawing }, 'your points')
        return
      }
      const able = !familyOf(catalogue, config.model).unsupported.drawn
      const model = able ? config.model : catalogue.start.model
      const { settings } = defaultConfig(catalogue, 'drawn', model)
      conductor.replace({ data: 'drawn', drawing, model, settings, networks: undefined }, 'your points')
    },
  }
}
