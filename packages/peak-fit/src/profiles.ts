import { expModGaussian } from './exp-mod-gaussian.js';
import { fingerCoxJephcoat } from './finger-cox-jephcoat.js';
import { gaussian } from './gaussian.js';
import { lorentzian } from './lorentzian.js';
import type { PeakProfile, PeakProfileName } from './profile.js';
import { pseudoVoigt } from './pseudo-voigt.js';
import { splitPseudoVoigt } from './split-pseudo-voigt.js';
import { thompsonCoxHastings } from './thompson-cox-hastings.js';
import { voigt } from './voigt.js';

/** Every profile by its name. */
export const peakProfiles: Readonly<Record<PeakProfileName, PeakProfile>> = {
  gaussian,
  lorentzian,
  'pseudo-voigt': pseudoVoigt,
  voigt,
  'thompson-cox-hastings': thompsonCoxHastings,
  'split-pseudo-voigt': splitPseudoVoigt,
  'exp-mod-gaussian': expModGaussian,
  'finger-cox-jephcoat': fingerCoxJephcoat,
};
