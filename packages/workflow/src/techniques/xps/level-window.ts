import { axisPoints, finiteMedian, flatValues, OperandoError } from '@operando/core';
import type { Series } from '@operando/core';
import type { RegionData } from '@operando/photoelectron-fit';
import { counted } from '../../technique/words.js';
import type { LevelSeries } from './input.js';
import type { XpsOptions } from './options.js';
import { plainLevel } from './reference.js';

/** What a window is for: the fewest points, the option that places it, and what to do where it holds fewer. */
export interface WindowNeed {
  readonly fewest: number;
  readonly parameter: string;
  readonly cure: string;
}

const regionNeed: WindowNeed = {
  fewest: 5,
  parameter: 'model.regions',
  cure: 'Give other energies to the region; where the files hold kinetic energies and do not say so, say it (command: --energy-scale kinetic).',
};

/** The part of a level between two energies. @throws OperandoError `too-few-points` where it holds fewer than are needed. */
export function windowOf(
  series: Series<'binding_energy', 'eV'>,
  energies: readonly [number, number] | undefined,
  { fewest, parameter, cure }: WindowNeed = regionNeed,
): RegionData {
  const all = axisPoints(series.axis);
  const [from, to] = energies ?? [-Infinity, Infinity];
  const kept = Array.from(all.keys()).filter((i) => all[i]! >= from && all[i]! <= to);
  if (kept.length < fewest) {
    const { level } = series.metadata;
    const where = energies === undefined ? '' : ` from ${from} to ${to} eV`;
    throw new OperandoError(
      'too-few-points',
      `spectra of ${typeof level === 'string' ? level : 'the region'} have ${counted(kept.length, 'point')}${where}: they go from ${all[0]} to ${all.at(-1)} eV.`,
      { where: { parameter }, cure },
    );
  }
  const frames = series.time.start.length;
  const pick = (stack: Float64Array): Float64Array =>
    Float64Array.from(
      { length: frames * kept.length },
      (_, i) => stack[Math.floor(i / kept.length) * all.length + kept[i % kept.length]!]!,
    );
  const values = pick(flatValues(series.signal));
  const sigma =
    series.variances === undefined
      ? new Float64Array(values.length).fill(1)
      : pick(flatValues(series.variances)).map(Math.sqrt);
  return {
    energy: Float64Array.from(kept, (i) => all[i]!),
    values,
    sigma,
    times: Float64Array.from(series.time.start),
  };
}

/** Counts of a value of 1 in each frame, by its standard deviations; undefined where the counts that came tell the errors well enough. */
export function countsOf(
  { energy, values, sigma }: RegionData,
  weights: XpsOptions['weights'],
): Float64Array | undefined {
  if (weights === 'data') return undefined;
  const n = energy.length;
  const counts = values.map((value, i) => (value / sigma[i]!) ** 2);
  if (weights === 'auto' && !(finiteMedian(counts) < fewCounts)) return undefined;
  return Float64Array.from({ length: values.length / n }, (_, f) =>
    finiteMedian(
      values.subarray(f * n, (f + 1) * n).map((value, i) => (value > 0 ? value / sigma[f * n + i]! ** 2 : Number.NaN)),
    ),
  );
}

/** Counts under which the errors of those that came draw fits down noticeably. */
const fewCounts = 200;

/** The level that a region of the model is about. @throws OperandoError `column-missing`, listing what there is. */
export function levelFor(name: string, levels: readonly LevelSeries[], parameter = 'model.regions'): LevelSeries {
  const wanted = plainLevel(name);
  const found =
    levels.find((each) => plainLevel(each.name) === wanted) ??
    // Files of columns go by their names: `series_O1s`.
    levels.find((each) => plainLevel(each.name).includes(wanted));
  if (found !== undefined) return found;
  throw new OperandoError('column-missing', `no spectra of ${name} are among the files.`, {
    where: { parameter },
    cure: `Levels there are: ${levels.map((each) => each.name).join(', ')}. Name ${parameter === 'model.regions' ? 'regions' : 'the level'} as the files do.`,
  });
}
