import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  measuredPhotoelectrons,
  oxygenLevel,
  photoelectronTable,
  seededRandom,
  writeEdxrdExperiment,
  writeEnergyLossExperiment,
  writeNdpExperiment,
  writeRadiographs,
  writeRietveldExperiment,
  writeSmallAngleExperiment,
  writeTomographyExperiment,
  writeXasExperiment,
  writeXrdExperiment,
} from '@operando/fixtures';
import { reflectivity } from '@operando/nr-sld-fit';
import { narrow } from './command.js';
import { writeImpedance, writeSignals } from './signal-experiments.js';

/** A small experiment for the command of a technique. */
export interface Experiment {
  /** Words of the command line between its name and its output. */
  readonly args: readonly string[];
  /** The file of options, where the technique needs one. */
  readonly model?: string;
  /** Names of the files that it writes. */
  readonly outputs: readonly string[];
}

/** The model of {@link writeReflectivity}. */
export const reflectivityModel = `
name: cell
parameters:
  cu: {value: 490, bounds: [450, 550]}
  sei: {value: 70, bounds: [20, 150]}
layers:
  - {material: Si}
  - {name: Cu, thickness: cu, sld: 6.5, roughness: 6}
  - {name: SEI, thickness: sei, sld: 3.5, roughness: 8}
  - {name: electrolyte, sld: 6.1, roughness: 15}
`;

/** Curves of a film that grows, as columns. @param random Shared by curves that are written one after another. */
export function writeReflectivity(path: string, sei: number, random = seededRandom(2)): void {
  const q = Float64Array.from({ length: 90 }, (_, i) => 0.008 * 20 ** (i / 89));
  const dq = q.map((value) => 0.03 * value);
  const exact = reflectivity(
    q,
    [
      { sld: 2.07 },
      { thickness: 500, sld: 6.5, roughness: 6 },
      { thickness: sei, sld: 3.5, roughness: 8 },
      { sld: 6.1, roughness: 15 },
    ],
    { resolution: { dq, kind: 'fwhm' } },
  );
  const rows = Array.from(q, (value, i) => {
    const dr = 0.03 * exact[i]! + 1e-8;
    return [value, exact[i]! + dr * random.normal(), dr, dq[i]!].map((each) => each.toExponential(8)).join(' ');
  });
  writeFileSync(path, `# Q R dR dQ\n${rows.join('\n')}\n`);
}

/** The model of {@link writePhotoelectrons}. */
export const photoelectronModel = `
regions:
  - name: O 1s
    rsf: 0.711
    components:
      - {name: lattice, center: 529.7, values: {sigma: 0.34, gamma: 0.16}}
      - {name: peroxo, center: 531.3}
      - {name: carbonate, center: 532.7, constant: true}
`;

/** O 1s of an oxide and a line of gold as tables of kinetic energies at 4950 eV, the model, and a log of the cycler. */
export function writePhotoelectrons(folder: string, frames: number): void {
  const random = seededRandom(11);
  const level = { ...oxygenLevel(frames), energy: Float64Array.from({ length: 121 }, (_, i) => 526 + 0.1 * i) };
  const kinetic = (measured: { readonly energy: Float64Array; readonly values: Float64Array }): string =>
    photoelectronTable({ ...measured, energy: measured.energy.map((energy) => 4950 - energy) }, level.dwell, 300)
      .replace('binding', 'kinetic')
      .replace(/# time_s.*\n/, '');
  const gold = {
    ...level,
    energy: Float64Array.from({ length: 121 }, (_, i) => 81 + 0.05 * i),
    lines: [{ name: 'Au 4f7/2', center: (f: number) => 83.96 + 0.01 * f, area: () => 5000, sigma: 0.22, gamma: 0.17 }],
    slope: 0,
  };
  writeFileSync(join(folder, 'cell_O1s.txt'), kinetic(measuredPhotoelectrons(level, frames, random)));
  writeFileSync(join(folder, 'cell_Au4f.txt'), kinetic(measuredPhotoelectrons(gold, frames, random)));
  writeFileSync(join(folder, 'model.yml'), photoelectronModel);
  writeFileSync(join(folder, 'options.yml'), `model:${photoelectronModel.replaceAll('\n', '\n  ')}\n`);
  const rows = Array.from({ length: 10 * frames }, (_, i) => `${35 * i},${(3 + 0.002 * i).toFixed(4)},0.001`);
  writeFileSync(join(folder, 'cycler.csv'), `time_s,voltage_V,current_A\n${rows.join('\n')}\n`);
}

const pictures = (...names: readonly string[]): string[] => names.flatMap((name) => [`${name}.png`, `${name}.svg`]);

/** Techniques with an experiment. */
export const experimentIds = [
  'xas',
  'xrd',
  'rietveld',
  'edxrd',
  'ndp',
  'nr',
  'xps',
  'saxs',
  'eels',
  'radiography',
  'tomography',
  'eis',
  'together',
] as const;

type ExperimentId = (typeof experimentIds)[number];

/** Writes the experiment of one technique into its folder. */
type Writer = (folder: string, isTiny: boolean) => Experiment;

const writers: Readonly<Record<ExperimentId, Writer>> = {
  xas: (folder, isTiny) => {
    const xas = writeXasExperiment(folder, { frames: isTiny ? 6 : 8, points: isTiny ? 200 : 300, seed: 5 });
    return {
      args: [xas.spectra, '--ec', xas.cycler],
      outputs: ['results.csv', 'edges.csv', 'results.json', ...pictures('figure', 'edge-voltage')],
    };
  },
  xrd: (folder, isTiny) => {
    const xrd = writeXrdExperiment(folder, { frames: isTiny ? 5 : 8, seed: 4 });
    const reflections = xrd.reflections.map(({ hkl, twoTheta }) => `${hkl}:${twoTheta.toFixed(2)}`);
    return {
      args: [
        ...xrd.patterns,
        '--ec',
        xrd.cycler,
        '--current-sign',
        'from-voltage',
        '--time-step',
        String(xrd.timeStep),
        '--wavelength',
        String(xrd.wavelength),
        '--system',
        'cubic',
        ...reflections.flatMap((reflection) => ['--hkl', reflection]),
      ],
      outputs: ['results.csv', 'tracks.csv', 'results.json', ...pictures('figure', 'lattice-capacity')],
    };
  },
  rietveld: (folder, isTiny) => {
    const rietveld = writeRietveldExperiment(folder, { frames: isTiny ? 2 : 5, seed: 3 });
    return {
      args: [
        rietveld.phases,
        ...rietveld.patterns,
        '--ec',
        rietveld.cycler,
        '--current-sign',
        'from-voltage',
        '--time-step',
        String(rietveld.timeStep),
      ],
      model: rietveld.phases,
      outputs: [
        'results.csv',
        'phases.csv',
        'patterns.csv',
        'lines.csv',
        'results.json',
        ...pictures('figure', 'cells', 'fractions-capacity', 'pattern-0', `pattern-${rietveld.patterns.length - 1}`),
      ],
    };
  },
  edxrd: (folder, isTiny) => {
    const edxrd = writeEdxrdExperiment(folder, {
      ...(isTiny ? { frames: 3, positions: 3 } : { frames: 5, positions: 4 }),
      seed: 2,
    });
    return {
      args: [edxrd.model, join(folder, 'scans'), '--ec', edxrd.cycler],
      model: edxrd.model,
      outputs: ['results.csv', 'slices.csv', 'results.json', ...pictures('figure', 'states')],
    };
  },
  ndp: (folder, isTiny) => {
    const ndp = writeNdpExperiment(folder, { frames: isTiny ? 2 : 6, seed: 6 });
    return {
      args: [ndp.sample, join(folder, 'spectra'), '--ec', ndp.cycler],
      model: ndp.sample,
      outputs: ['results.csv', 'profiles.csv', 'results.json', ...pictures('figure', 'charge-balance')],
    };
  },
  nr: (folder, isTiny) => {
    mkdirSync(folder, { recursive: true });
    const random = seededRandom(2);
    [40, 60, 80].forEach((sei, k) => writeReflectivity(join(folder, `frame_${k}.txt`), sei, random));
    writeFileSync(join(folder, 'cell.yml'), reflectivityModel);
    return {
      args: [join(folder, 'cell.yml'), join(folder, 'frame_0.txt'), '--sample', isTiny ? '30' : '60'],
      model: join(folder, 'cell.yml'),
      outputs: ['results.csv', 'curves.csv', 'profile.csv', 'results.json', ...pictures('figure')],
    };
  },
  xps: (folder, isTiny) => {
    mkdirSync(folder, { recursive: true });
    writePhotoelectrons(folder, isTiny ? 3 : 6);
    return {
      args: [
        join(folder, 'cell_O1s.txt'),
        join(folder, 'cell_Au4f.txt'),
        '--options',
        join(folder, 'options.yml'),
        '--reference',
        'Au 4f7/2=83.96',
        '--photon-energy',
        '4950',
        '--time-step',
        '300',
        '--ec',
        join(folder, 'cycler.csv'),
      ],
      model: join(folder, 'options.yml'),
      outputs: [
        'results.csv',
        'shared.csv',
        'components.csv',
        'results.json',
        ...pictures('figure', 'map-au-4f7-2', 'components-o-1s', 'components-au-4f7-2'),
        ...pictures('shift-capacity', 'shift-voltage', 'fractions'),
      ],
    };
  },
  saxs: (folder, isTiny) => {
    const saxs = writeSmallAngleExperiment(folder, { frames: isTiny ? 3 : 5, points: isTiny ? 60 : 120, seed: 7 });
    return {
      args: [
        saxs.model,
        ...saxs.cuts,
        '--ec',
        saxs.cycler,
        '--current-sign',
        'from-voltage',
        '--time-step',
        String(saxs.timeStep),
        ...(isTiny ? ['--profiles', 'none'] : []),
      ],
      model: saxs.model,
      outputs: [
        'results.csv',
        'parameters.csv',
        'curves.csv',
        ...(isTiny ? [] : ['profiles.csv']),
        'results.json',
        ...pictures('figure', 'fits', 'charge'),
      ],
    };
  },
  eels: (folder, isTiny) => {
    const eels = writeEnergyLossExperiment(folder, { frames: isTiny ? 2 : 4, rows: 2, columns: 6, seed: 7 });
    return {
      args: [eels.edges, eels.maps, '--ec', eels.cycler, '--current-sign', 'from-voltage', '--time-step', '120'],
      model: eels.edges,
      outputs: [
        'results.csv',
        'profiles.csv',
        'pixels.csv',
        'results.json',
        ...pictures('figure', 'maps', 'layers', 'content-charge'),
      ],
    };
  },
  radiography: (folder, isTiny) => {
    const cell = writeRadiographs(folder, { frames: isTiny ? 3 : 6 });
    const cellOptions = join(folder, 'options.yml');
    writeFileSync(cellOptions, `cell:\n${readFileSync(cell.cell, 'utf8').replaceAll(/^(?=.)/gm, '  ')}`);
    return {
      args: [
        cell.sample,
        '--open',
        cell.open,
        '--dark',
        cell.dark,
        '--black-body',
        cell.blackBody,
        '--black-body-open',
        cell.blackBodyOpen,
        '--options',
        cellOptions,
        '--ec',
        cell.cycler,
        '--time-step',
        '600',
      ],
      model: cellOptions,
      outputs: [
        'results.csv',
        'profiles.csv',
        'results.json',
        ...pictures('figure', 'attenuation', 'profiles', 'charge-balance'),
      ],
    };
  },
  tomography: (folder, isTiny) => {
    const tomography = writeTomographyExperiment(folder, { frames: isTiny ? 2 : 3, width: 28, depth: 32, seed: 4 });
    return {
      args: [
        tomography.volumes,
        '--options',
        tomography.options,
        '--ec',
        tomography.cycler,
        '--current-sign',
        'from-voltage',
      ],
      model: tomography.options,
      outputs: [
        'results.csv',
        'bodies.csv',
        'profiles.csv',
        'results.json',
        ...pictures('figure', 'cracks', 'slices', 'heights'),
      ],
    };
  },
  eis: (folder, isTiny) => {
    const eis = writeImpedance(folder, isTiny ? 2 : 4);
    return {
      args: [eis.file, '--circuit', 'R-p(R,CPE)-p(R,CPE)', '--ec', eis.cycler, '--current-sign', 'as-is'],
      outputs: ['results.csv', 'spectra.csv', 'results.json', ...pictures('figure', 'resistance-charge')],
    };
  },
  together: (folder, isTiny) => {
    const together = writeSignals(folder, isTiny ? 3600 : 10_800, isTiny ? 90 : 60);
    return {
      args: [
        ...together.files,
        '--lag',
        'edge:lattice',
        '--surrogates',
        '19',
        '--ec',
        together.cycler,
        '--current-sign',
        'as-is',
      ],
      outputs: ['results.csv', 'lags.csv', 'lag_profile.csv', 'results.json', ...pictures('figure', 'lag')],
    };
  },
};

/** Which experiments, and how small. */
interface HowSmall<Id> {
  /** Of as few frames as show every option, with narrow figures. */
  readonly isTiny?: boolean;
  readonly of?: readonly Id[];
}

/** Small experiments of techniques, with truth known to `fixtures`. */
export function writeExperiments<Id extends ExperimentId = ExperimentId>(
  folder: string,
  { isTiny = false, of }: HowSmall<Id> = {},
): Record<Id, Experiment> {
  const ids: readonly ExperimentId[] = of ?? experimentIds;
  const written = (id: ExperimentId): Experiment => {
    const experiment = writers[id](join(folder, id), isTiny);
    return isTiny ? { ...experiment, args: [...experiment.args, '--width', String(narrow)] } : experiment;
  };
  return Object.fromEntries(ids.map((id) => [id, written(id)])) as Record<Id, Experiment>;
}
