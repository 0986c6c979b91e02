import type { RecipeEntry } from '../../protocol/catalogue'
import type { Stop } from '../../protocol/config'

/**
 * A famous model, or a failure worth seeing: one file in src/engine/recipes and one line in its index. It is a point in
 * a family's space: the settings that differ from the family's defaults for that data, with the paper that they are
 * from, what to watch and what to expect. `stop` is when its outcome should be there.
 */
export interface Recipe extends RecipeEntry {
  stop: Stop
}
