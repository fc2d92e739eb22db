import { cyclerPart, framesPart } from '../technique/input.js';
import { cyclerReadingNames, readingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { XrdInput } from './xrd/analyse.js';
import { xrdOptions } from './xrd/options.js';
import type { XrdGiven, XrdOptions } from './xrd/options.js';

/** Diffraction: Bragg peaks followed through time, and the cell they give. */
export const xrd: Technique<XrdInput, XrdOptions, XrdGiven> = defineTechnique({
  id: 'xrd',
  title: 'follow the Bragg peaks of an operando diffraction series',
  data: 'patterns: files, or one folder of them',
  frames: 'patterns',
  cycler: true,
  tables: {
    results: 'one row per pattern',
    tracks: 'one row per peak followed',
    curves: 'one row per point about a peak, with what was fitted and the residual (--fit-curves)',
  },
  figures: {
    figure: 'map with tracks, voltage, lattice parameter',
    'peak-NAME': 'a peak named by its place (--peak, --hkl with @): patterns about it, place, width, area',
    'hump-K': 'a hump that was asked for (--hump): patterns about it, place, width, area',
    'lattice-capacity': 'lattice parameter against capacity, with a cell and a cycler log',
  },
  examples: `
  operando xrd patterns/ --wavelength CuKa -o results
  operando xrd *.txt --ec charge.txt --current-sign from-voltage --time-step 1140 --wavelength CuKa \\
    --system cubic --hkl 220:30.57 --hkl 422:54.31 --hkl 511:57.90 --displacement --half-window 1.1 -o results
  operando xrd scans/ --hkl 003@18.7 --peak 36.7 --exclude 44:45 --profile split-pseudo-voigt -o results
  operando xrd scans/ --profile finger-cox-jephcoat --axial-divergence 0.02:0.015 -o results
  operando xrd scans/ --wavelength CuKa --hump 21.5:3 -o results
  operando xrd scans/*.xye --wavelength 0.4133 --fit 5:12 -o results --json`,
  notes: 'Angles are two-theta in degrees, lengths in angstrom.',
  options: xrdOptions,
  reading: ['column', 'columnsAsFrames', 'scanLog', ...readingNames, ...cyclerReadingNames],
  input: {
    patterns: framesPart('patterns against two-theta in degrees'),
    cycler: cyclerPart,
  },
  work: async () => (await import('./xrd/work.js')).xrdWork,
});
