import { cyclerPart, listPart, optionalListPart } from '../technique/input.js';
import { cyclerReadingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { EisInput } from './eis/analyse.js';
import { eisOptions } from './eis/options.js';
import type { EisGiven, EisOptions } from './eis/options.js';

/** Impedance spectra through time: Kramers-Kronig test, circuit, distribution of relaxation times. */
export const eis: Technique<EisInput, EisOptions, EisGiven> = defineTechnique({
  id: 'eis',
  title: 'resistances and capacitances from impedance spectra through time',
  data: 'spectra: files of a potentiostat or tables of frequency, real and imaginary part; a file may hold several',
  frames: 'spectra',
  cycler: true,
  tables: {
    results: 'one row per spectrum: test, parameters of the circuit, time constants and capacitances of its arcs',
    spectra: 'data, fit, residuals of the test, one row for each frequency of each spectrum',
    relaxation: 'distribution of relaxation times, with relaxation',
    processes: 'peaks of the distributions, doubtful where another smoothing loses them, with relaxation',
  },
  figures: {
    figure: 'spectra in the plane with fits; voltage, resistances and the test through time',
    'resistance-charge': 'resistances against charge, with a cycler log and a circuit',
  },
  examples: `
  operando eis spectra.csv --circuit "R-p(R,CPE)-p(R,CPE)" -o results
  operando eis peis_*.mpt --circuit "L-R-p(R,CPE)-p(R-Wo,CPE)" --ec cycling.mpt -o results --json
  operando eis eis_*.DTA --relaxation -o results`,
  notes: `Elements: R, C, L, CPE 1/(Q (i w)^n), W (infinite), Wo and Ws (finite, end closed and open), G (Gerischer).
Numbers behind them name them; without, 0 stands outside of parallels, 1 in the first, 2 in the second.
Spectra that fail the Kramers-Kronig test get no circuit: the cell changed while they were measured.`,
  options: eisOptions,
  reading: ['frameDateOrder', ...cyclerReadingNames],
  input: {
    spectra: listPart('a list of spectra (readImpedanceFrom): frequency, re, im, start, end', [
      'name',
      'frequency',
      're',
      'im',
      'start',
      'end',
    ]),
    cycler: cyclerPart,
    told: optionalListPart('warnings of reading', ['code', 'message']),
  },
  work: async () => (await import('./eis/work.js')).eisWork,
});
