import type { TaskPart } from '@operando/threads';
import type { KeptStages } from '../../technique/context.js';
import { digestOf } from './digest.js';
import type { TaskStore } from './task-store.js';

/** Stages of a run in the store of its blocks, which is that of one key: names say the rest. @param part What is done of them. @default all */
export function keepStages(store: TaskStore, part?: TaskPart): KeptStages {
  const keyOf = (name: string): string => digestOf(['stage', name]);
  return {
    ...(part === undefined ? {} : { part }),
    get: (name) => store.get(keyOf(name))?.value,
    put: (name, value) => store.put(keyOf(name), value),
  };
}
