import { finiteMedian, OperandoError, statusWord } from '@operando/core';
import type { OperandoWarning, Series } from '@operando/core';
import { fitFermiEdge } from '@operando/photoelectron-fit';
import type { FermiEdgeFit, RegionData } from '@operando/photoelectron-fit';
import { counted } from '../../technique/words.js';
import type { LevelSeries } from './input.js';
import { countsOf, levelFor, windowOf } from './level-window.js';
import type { WindowNeed } from './level-window.js';
import type { XpsOptions } from './options.js';

/** The level with the Fermi edge of something grounded, fitted. */
export interface FermiLevel {
  readonly name: string;
  readonly series: Series<'binding_energy', 'eV'>;
  /** What was fitted. */
  readonly data: RegionData;
  readonly fit: FermiEdgeFit;
}

/**
 * Fit the Fermi edge that the energy scale is set by; undefined where none is to be.
 *
 * @throws OperandoError `invalid-argument` beside a reference line, `column-missing` for a level that is not there, `shape-mismatch`
 *   for other numbers of spectra, `too-few-points`.
 */
export function fitFermiLevel(
  levels: readonly LevelSeries[],
  { fermiEdge, fermiRange, temperature, reference, weights }: XpsOptions,
  frames: number,
): FermiLevel | undefined {
  if (fermiEdge === undefined) return undefined;
  if (reference !== undefined)
    throw new OperandoError('invalid-argument', 'the energy scale cannot be set by a line and by a Fermi edge.', {
      where: { parameter: 'fermiEdge' },
      cure: 'Give reference or fermiEdge (command: --reference or --fermi-edge).',
    });
  const { name, series } = levelFor(fermiEdge, levels, 'fermiEdge');
  const own = series.time.start.length;
  if (own !== frames)
    throw new OperandoError('shape-mismatch', `there are ${frames} spectra, and ${own} of the Fermi edge (${name}).`, {
      where: { parameter: 'fermiEdge' },
      cure: 'Give as many spectra of the edge as of the other levels.',
    });
  const data = windowOf(series, fermiRange, edgeNeed);
  const fit = fitFermiEdge({ ...data, countsPerUnit: countsOf(data, weights) }, { temperature });
  return { name, series, data, fit };
}

/** Two points more than there are parameters. */
const edgeNeed: WindowNeed = {
  fewest: 7,
  parameter: 'fermiRange',
  cure: 'Widen the range (command: --fermi-range).',
};

/** What has to be said of the edge. */
export function fermiWarnings({ name, fit }: FermiLevel): OperandoWarning[] {
  const words = Array.from(fit.position.status, statusWord);
  const inFrames = (of: string): number[] => words.flatMap((word, f) => (word === of ? [f] : []));
  const [misfits, unseen] = [inFrames('misfit'), inFrames('not-visible')];
  const stuck = words.flatMap((word, f) =>
    ['converged', 'misfit', 'not-visible', 'masked'].includes(word) ? [] : [f],
  );
  const reduced = finiteMedian(fit.chiSquare) / fit.degreesOfFreedom;
  const told = (frames: readonly number[], warning: Omit<OperandoWarning, 'where'>): OperandoWarning[] =>
    frames.length === 0 ? [] : [{ ...warning, where: { frame: frames[0]! } }];
  return [
    ...told(misfits, {
      code: 'misfit',
      message: `A straight density of states under a Fermi function does not describe ${counted(misfits.length, 'spectrum', 'spectra')} of ${name} (reduced chi-square ${reduced.toPrecision(3)} in the median): the energy scale may be wrong by more than its error. Narrow the range about the edge (fermiRange, command: --fermi-range).`,
    }),
    ...told(unseen, {
      code: 'undetermined',
      message: `No Fermi edge is seen in ${counted(unseen.length, 'spectrum', 'spectra')} of ${name}: the energy scale is not known there.`,
    }),
    ...told(stuck, {
      code: 'not-converged',
      message: `Fits of the Fermi edge in ${counted(stuck.length, 'spectrum', 'spectra')} of ${name} did not end in a minimum.`,
    }),
  ];
}
