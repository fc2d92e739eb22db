import { cyclerPart, framesPart, recordPart } from '../technique/input.js';
import { cyclerReadingNames, readingNames } from '../technique/shared-options.js';
import { defineTechnique } from '../technique/technique.js';
import type { Technique } from '../technique/technique.js';
import type { XasInput } from './xas/input.js';
import { xasOptions } from './xas/options.js';
import type { XasGiven, XasOptions } from './xas/options.js';

/** X-ray absorption: normalized spectra and their edges through time. */
export const xas: Technique<XasInput, XasOptions, XasGiven> = defineTechnique({
  id: 'xas',
  title: 'normalize an operando X-ray absorption series and follow its edge',
  data: 'spectra: files, or one folder of them',
  frames: 'spectra',
  cycler: true,
  isThreaded: true,
  // Spectra go by in blocks: of 5.5 GB less than 0.4 GB are needed.
  memoryPerByte: 0.2,
  tables: {
    results: 'one row per spectrum',
    edges: 'one row per definition of the edge: its errors and its scatter',
    components: 'principal components, with --pca',
    species: 'spectra of species, with --mcr',
  },
  figures: {
    figure: 'map, voltage, edge',
    'edge-voltage': 'edge against voltage, with a cycler log',
    species: 'shares of species, with --lcf or --mcr',
    exafs: 'chi(R) over time, with --exafs',
  },
  files: {
    'spectra.h5': 'the normalized spectra with all that is known of them (NeXus), with --spectra nexus',
    'spectra.csv': 'energies and a column for each normalized spectrum, with --spectra csv',
    'spectra.prj': 'the normalized spectra as a project of Athena, with --spectra athena',
    'spectra.nxs': 'an entry of NXxas for each normalized spectrum, with --spectra nxxas',
  },
  examples: `
  operando xas scans/ --ec cycler_C06.mpt -o results
  operando xas run_*.txt --ec part1.mpt --ec part2.mpt --clock-offset 12 -o results
  operando xas scans/*.xdi --e0 8345 --norm1 100 --norm2 900 --nnorm 2 -o results --force
  operando xas scans/ -o results --map derivative --range 8330:8360 --width 80
  operando xas raw/ --ec cell.mpt --sweeps both --bin 0.5 --reference auto --merge 20 --lcf standards.yml -o results`,
  notes: 'Energies are in eV.',
  options: xasOptions,
  reading: [
    'signal',
    'formula',
    'energy',
    'energyUnit',
    'edgeEnergy',
    'scan',
    'columnsAsFrames',
    'badPoints',
    'sweeps',
    'bin',
    'reference',
    ...readingNames,
    ...cyclerReadingNames,
  ],
  input: {
    spectra: framesPart('spectra against energy in eV'),
    cycler: cyclerPart,
    reference: { ...framesPart('a foil against energy in eV, measured with every spectrum'), required: false },
    standards: recordPart('spectra of standards as series, by the names that lcf has', []),
    foil: { ...framesPart('a foil against energy in eV, to tell whether energies drift'), required: false },
  },
  work: async () => (await import('./xas/work.js')).xasWork,
});
