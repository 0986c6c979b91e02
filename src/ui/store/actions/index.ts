import type { Connect } from '../../client/client'
import { Conductor } from '../conductor'
import type { RunRecord } from '../record'
import type { PageStore } from '../state'
import { drawingActions } from './drawing'
import { experimentActions } from './experiment'
import { fileActions } from './files'
import { filmActions } from './film'
import { layerActions } from './layers'
import { pageActions } from './page'
import { pastActions } from './past'
import { recipeActions } from './recipes'
import { rollBackActions } from './roll-back'
import { slowActions } from './slow'
import { storageActions } from './storage'
import { transportActions } from './transport'
import { workerActions } from './worker'

/**
 * Everything a person can ask for, one file a topic. Controls show the answer at once; the worker follows.
 * A new topic is a file that takes the conductor, and one line here.
 */
export function makeActions(store: PageStore, record: RunRecord, connect: Connect, keepEvery?: number) {
  const conductor = new Conductor(store, record, connect, keepEvery)
  return {
    ...workerActions(conductor),
    ...transportActions(conductor),
    ...slowActions(conductor),
    ...layerActions(conductor),
    ...experimentActions(conductor),
    ...drawingActions(conductor),
    ...recipeActions(conductor),
    ...pastActions(conductor),
    ...fileActions(conductor),
    ...filmActions(conductor),
    ...storageActions(conductor),
    ...rollBackActions(conductor),
    ...pageActions(conductor),
  }
}

export type Actions = ReturnType<typeof makeActions>
