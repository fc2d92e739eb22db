import { idleTimeStep, idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import { excludedRange } from '../xrd/excluded-range.js';
import type { RietveldAnalysis, RietveldInput } from './analysis.js';
import type { PhaseOptions, RietveldOptions } from './options.js';

type Path = readonly (string | number)[];

/** What a phase says to no effect. */
function idleOfPhase(
  { method: own, refine, orientation, ions, strain, strainAxis, strainAlong }: PhaseOptions,
  i: number,
  { method, radiation }: RietveldOptions,
): IdleOptions[] {
  const at = (name: string): Path => ['phases', i, name];
  const isFromStructure = (own ?? method) === 'rietveld';
  return [
    ...idleWhere(
      !isFromStructure,
      [at('atoms'), at('sites'), at('ions'), at('orientation')],
      'its intensities are not those of its structure',
    ),
    ...idleWhere(isFromStructure && ions && radiation === 'neutron', [at('ions')], 'neutrons do not see electrons'),
    ...idleWhere(strainAxis === undefined && strainAlong !== undefined, [at('strainAlong')], 'it has no strainAxis'),
    ...idleWhere(
      refine.includes('stephens') && strain !== undefined,
      [at('strain')],
      'anisotropic strain stands for it',
    ),
    ...idleWhere(orientation?.ratio === 1 && !refine.includes('orientation'), [at('orientation')], 'its ratio is 1'),
  ];
}

/** Options that have no effect. */
export function idleRietveld(
  options: RietveldOptions,
  { cycler }: RietveldInput,
  { series, source, phases, rows }: RietveldAnalysis,
): IdleOptions[] {
  const { exclude, radiation, anomalous, scatteringLengths, instrument, range, showFrame } = options;
  const [first, last] = [source.x[0]!, source.x.at(-1)!];
  const outside = exclude
    .map(excludedRange)
    .flatMap(([from, to], k) => (to < first || from > last ? [['exclude', k]] : []));
  const used = new Set(
    phases.flatMap(({ structure }) => structure.sites.flatMap(({ element, nuclide }) => [element, nuclide ?? element])),
  );
  const unknown = (group: 'anomalous' | 'scatteringLengths'): Path[] =>
    Object.keys(options[group] ?? {}).flatMap((name) => (used.has(name) ? [] : [[group, name]]));
  const isDisplaced =
    (instrument.displacement ?? 0) !== 0 ||
    instrument.refine.includes('displacement') ||
    options.phases.some(({ displacement = 0, refine }) => displacement !== 0 || refine.includes('displacement'));
  const isTurned = instrument.polarisation !== undefined;
  const dark = showFrame.flatMap((frame, k) => (Number.isFinite(rows[frame]?.rwp) ? [] : [['showFrame', k]]));
  return [
    ...options.phases.flatMap((phase, i) => idleOfPhase(phase, i, options)),
    ...idleWhere(true, outside, 'the patterns have no angles there'),
    ...idleWhere(
      range !== undefined && (range[1] < first || range[0] > last),
      ['range'],
      'the patterns have no angles there',
    ),
    ...idleWhere(radiation === 'neutron' && anomalous !== undefined, ['anomalous'], 'neutrons have lengths'),
    ...idleWhere(
      radiation === 'x-ray' && scatteringLengths !== undefined,
      ['scatteringLengths'],
      'X-rays have form factors',
    ),
    ...idleWhere(radiation === 'x-ray', unknown('anomalous'), 'no atom of the phases is of it'),
    ...idleWhere(radiation === 'neutron', unknown('scatteringLengths'), 'no atom of the phases is of it'),
    ...idleWhere(
      radiation === 'neutron',
      [
        ['instrument', 'monochromator'],
        ['instrument', 'polarisation'],
        ['instrument', 'azimuth'],
      ],
      'neutrons are not polarised by scattering',
    ),
    ...idleWhere(
      !isDisplaced,
      [
        ['instrument', 'geometry'],
        ['instrument', 'radius'],
      ],
      'nothing is displaced',
    ),
    ...idleWhere(!isTurned, [['instrument', 'azimuth']], 'the beam has no share that is polarised (polarisation)'),
    ...idleWhere(
      isTurned && instrument.azimuth === undefined,
      [['instrument', 'polarisation']],
      'it averages out over full rings (azimuth)',
    ),
    ...idleWhere(rows.length === 1, ['shared'], 'there is one pattern'),
    ...idleWhere(
      options.blockFrames !== undefined && options.blockFrames >= rows.length,
      ['blockFrames'],
      'there are no more patterns than in one block',
    ),
    ...idleWhere(rows.length < 5, ['smooth'], 'a course needs five patterns'),
    ...idleWhere(true, dark, 'nothing was refined there'),
    ...idleWithoutCycler(cycler),
    ...idleTimeStep(series),
  ];
}
