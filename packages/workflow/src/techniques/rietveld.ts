import { cyclerPart, framesPart } from '../technique/input.js';
import type { InputPart } from '../technique/input.js';
import { cyclerReadingNames, readingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { RietveldInput } from './rietveld/analysis.js';
import { rietveldOptions } from './rietveld/options.js';
import type { RietveldGiven, RietveldOptions } from './rietveld/options.js';

const structuresPart: InputPart = {
  what: 'structures (parseCif) by the names that phases have in cif',
  required: true,
  fits: (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((each) => typeof each === 'object' && each !== null && 'spaceGroup' in each),
};

/** Whole powder patterns, refined phase by phase through a series. */
export const rietveld: Technique<RietveldInput, RietveldOptions, RietveldGiven> = defineTechnique({
  id: 'rietveld',
  title: 'weight fractions and cells of phases from whole powder patterns',
  model: { name: 'phases', help: 'YAML file of phases, instrument and what is refined' },
  data: 'patterns: files, or one folder of them',
  frames: 'patterns',
  cycler: true,
  keepsStages: true,
  tables: {
    results: 'one row per pattern: Rwp, weight fractions, cells, all parameters',
    phases: 'one row per phase and pattern',
    patterns: 'of patterns that are shown: observed, calculated, background, difference',
    lines: 'of patterns that are shown: lines of each phase, their places and areas',
    candidates: 'of phases that were to be identified: what speaks for and against each (--identify)',
  },
  partial: ['results', 'phases'],
  figures: {
    figure: 'map of the patterns; voltage, weight fractions and Rwp beside',
    cells: 'cell and volume of each phase over time',
    'fractions-capacity': 'weight fractions against capacity, with a cycler log',
    'pattern-FRAME': 'a pattern observed and calculated, ticks of each phase, difference',
  },
  examples: `
  operando rietveld phases.yml patterns/ --wavelength 0.4133 -o results
  operando rietveld phases.yml patterns/ --ec cycling.mpt --fit 2:25 --exclude 8.4:8.8 -o results
  operando rietveld phases.yml neutron/*.xye --radiation neutron --show-frame 0 --show-frame 57 -o results --json
  operando rietveld candidates.yml patterns/ --identify -o results          (which of many phases are there)

The phases file (lengths in angstrom, angles in degrees of two-theta, sizes in nm, strain in 1e-6):

  phases:
    - {cif: LiFePO4.cif, size: 100, refine: [cell, size]}
    - {cif: FePO4.cif, strain: 500, refine: [cell, strain], atoms: [O1.x], sites: {O1: {uiso: 0.01}}}
    - {cif: Al.cif, orientation: {axis: [1, 1, 1]}, refine: [cell, orientation]}
  instrument:                     # widths of a standard; widths squared: u tan^2 + v tan + w
    {geometry: debye-scherrer, radius: 1000, u: 1e-4, v: -5e-5, w: 1e-4, x: 0.01, refine: [zero]}
  background: {terms: 8, humps: [{center: 9.5, fwhm: 4}], pattern: empty-cell.xye}
  exclude: ["8.4:8.8"]`,
  notes:
    'Weight fractions are among the phases that are named. Shapes of phases are refined where they are clearly seen.',
  options: rietveldOptions,
  reading: ['column', 'columnsAsFrames', 'scanLog', ...readingNames, ...cyclerReadingNames],
  input: {
    patterns: framesPart('patterns against two-theta in degrees'),
    structures: structuresPart,
    emptyCell: { ...framesPart('one pattern of the empty cell against two-theta in degrees'), required: false },
    cycler: cyclerPart,
  },
  work: async () => (await import('./rietveld/work.js')).rietveldWork,
});
