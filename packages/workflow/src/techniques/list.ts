import type { Technique } from '../technique/technique.js';
import { edxrd } from './edxrd.js';
import { eels } from './eels.js';
import { eis } from './eis.js';
import { ndp } from './ndp.js';
import { nr } from './nr.js';
import { radiography } from './radiography.js';
import { rietveld } from './rietveld.js';
import { saxs } from './saxs.js';
import { tomography } from './tomography.js';
import { together } from './together.js';
import { xas } from './xas.js';
import { xps } from './xps.js';
import { xrd } from './xrd.js';

/** Every technique of the house, by its id. */
export const techniques = {
  xas,
  xrd,
  rietveld,
  edxrd,
  ndp,
  nr,
  xps,
  saxs,
  eels,
  radiography,
  tomography,
  eis,
  together,
} as const;

/** Id of a technique of the house. */
export type TechniqueId = keyof typeof techniques;

/** The techniques of the house one after another. */
export const techniqueList: readonly Technique[] = Object.values(techniques);
