import type { TechniqueWords } from './technique.js';

/** Whether frames of a technique can be shared out among programs that know nothing of each other. */
export function sharesFrames(technique: Pick<TechniqueWords, 'isThreaded' | 'keepsStages'> | undefined): boolean {
  return technique?.isThreaded === true || technique?.keepsStages === true;
}
