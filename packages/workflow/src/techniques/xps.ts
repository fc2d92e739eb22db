import { cyclerPart, listPart } from '../technique/input.js';
import { cyclerReadingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { XpsInput } from './xps/input.js';
import { xpsOptions } from './xps/options.js';
import type { XpsGiven, XpsOptions } from './xps/options.js';

/** Photoelectron spectra: energies, shifts and amounts of species through time. */
export const xps: Technique<XpsInput, XpsOptions, XpsGiven> = defineTechnique({
  id: 'xps',
  title: 'energies, shifts and areas of photoelectron lines through time',
  data: 'spectra: VAMAS files, texts of SpecsLab Prodigy or SES, or tables of binding energies and intensities',
  frames: 'spectra',
  cycler: true,
  tables: {
    results: 'one row per spectrum: energies, chemical energies, areas, widths and shares of every component',
    shared: 'one row per parameter that all spectra share, with --model',
    components: 'one row per component: when it appears, what the background does to its area, with --model',
  },
  figures: {
    figure: 'map of the first level with its lines, voltage and shares beside',
    'map-LEVEL': 'the same of each further level',
    'components-LEVEL': 'three spectra with their components, with --model',
    'shift-capacity': 'shifts against capacity, with --model and a cycler log',
    'shift-voltage': 'shifts against cell voltage, with --model and a cycler log',
    fractions: 'shares of the area against capacity, with --model and a cycler log',
    'fermi-edge': 'three spectra of the edge with what was fitted, with --model and --fermi-edge',
  },
  examples: `
  operando xps scans/*.vms -o results
  operando xps scans/*.vms --model model.yml --reference "Au 4f7/2=83.96" --ec cycling.mpt -o results
  operando xps O1s.txt Au4f.txt --region "O 1s" --intensity rate --dwell 6 --model model.yml -o results

The model file:

  regions:
    - name: O 1s
      energies: [526, 538]                       # eV; default: all
      background: shirley                        # or tougaard, line
      components:
        - {name: lattice, center: 529.7}         # eV; a Voigt line, found within 1 eV
        - {name: peroxo, center: 531.3}
        - {name: carbonate, center: 532.7, constant: true}
    - name: Au 4f
      components:
        - {name: Au 4f7/2, center: 84, spinOrbit: {splitting: 3.67, ratio: 0.75}}`,
  notes:
    'Energies are binding energies in eV. Widths, splittings and the height of the background are shared by all spectra unless the model says otherwise.',
  options: xpsOptions,
  reading: [
    'photonEnergy',
    'workFunction',
    'energyScale',
    'intensity',
    'dwell',
    'timeStep',
    'frameDateOrder',
    ...cyclerReadingNames,
  ],
  input: {
    levels: listPart('levels: name and series of spectra against binding_energy in eV, with variances', [
      'name',
      'series',
    ]),
    cycler: cyclerPart,
  },
  work: async () => (await import('./xps/work.js')).xpsWork,
});
