import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  seededRandom,
  writeEdxrdExperiment,
  writeNdpExperiment,
  writeRietveldExperiment,
  writeXasExperiment,
  writeXrdExperiment,
} from '@operando/fixtures';
import { reflectivity } from '@operando/nr-sld-fit';
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

const pictures = (...names: readonly string[]): string[] => names.flatMap((name) => [`${name}.png`, `${name}.svg`]);

/** A small experiment of every technique, with truth known to `fixtures`. @param isTiny Of as few frames as show every option. */
export function writeExperiments(
  folder: string,
  isTiny = false,
): Record<'xas' | 'xrd' | 'rietveld' | 'edxrd' | 'ndp' | 'nr' | 'eis' | 'together', Experiment> {
  const at = (...names: readonly string[]): string => join(folder, ...names);
  const xas = writeXasExperiment(at('xas'), { frames: 8, points: 300, seed: 5 });
  const xrd = writeXrdExperiment(at('xrd'), { frames: 8, seed: 4 });
  const rietveld = writeRietveldExperiment(at('rietveld'), { frames: isTiny ? 2 : 5, seed: 3 });
  const edxrd = writeEdxrdExperiment(at('edxrd'), {
    ...(isTiny ? { frames: 3, positions: 3 } : { frames: 5, positions: 4 }),
    seed: 2,
  });
  const ndp = writeNdpExperiment(at('ndp'), { frames: isTiny ? 2 : 6, seed: 6 });
  mkdirSync(at('nr'), { recursive: true });
  const random = seededRandom(2);
  [40, 60, 80].forEach((sei, k) => writeReflectivity(at('nr', `frame_${k}.txt`), sei, random));
  writeFileSync(at('nr', 'cell.yml'), reflectivityModel);
  const eis = writeImpedance(at('eis'), isTiny ? 2 : 4);
  const together = writeSignals(at('together'), isTiny ? 3600 : 10_800, isTiny ? 90 : 60);
  const reflections = xrd.reflections.map(({ hkl, twoTheta }) => `${hkl}:${twoTheta.toFixed(2)}`);
  return {
    xas: {
      args: [xas.spectra, '--ec', xas.cycler],
      outputs: ['results.csv', 'edges.csv', 'results.json', ...pictures('figure', 'edge-voltage')],
    },
    xrd: {
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
    },
    rietveld: {
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
    },
    edxrd: {
      args: [edxrd.model, at('edxrd', 'scans'), '--ec', edxrd.cycler],
      model: edxrd.model,
      outputs: ['results.csv', 'slices.csv', 'results.json', ...pictures('figure', 'states')],
    },
    ndp: {
      args: [ndp.sample, at('ndp', 'spectra'), '--ec', ndp.cycler],
      model: ndp.sample,
      outputs: ['results.csv', 'profiles.csv', 'results.json', ...pictures('figure', 'charge-balance')],
    },
    nr: {
      args: [at('nr', 'cell.yml'), at('nr', 'frame_0.txt'), '--sample', '60'],
      model: at('nr', 'cell.yml'),
      outputs: ['results.csv', 'curves.csv', 'profile.csv', 'results.json', ...pictures('figure')],
    },
    eis: {
      args: [eis.file, '--circuit', 'R-p(R,CPE)-p(R,CPE)', '--ec', eis.cycler, '--current-sign', 'as-is'],
      outputs: ['results.csv', 'spectra.csv', 'results.json', ...pictures('figure', 'resistance-charge')],
    },
    together: {
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
    },
  };
}
