import { axisPoints, createPacer, finiteMedian, flatValues, OperandoError, statusOf } from '@operando/core';
import type { MeasuredColumn, OperandoWarning, Series } from '@operando/core';
import { compareBackgrounds, componentResults, fitRegionSeries, totalAreas } from '@operando/photoelectron-fit';
import type {
  BackgroundComparison,
  ComponentResult,
  Region,
  RegionData,
  RegionSeriesFit,
} from '@operando/photoelectron-fit';
import { counted } from '../../technique/words.js';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import type { LevelSeries } from './input.js';
import type { ModelRegion, XpsOptions } from './options.js';
import { parseReference, plainLevel } from './reference.js';

/** A region of the model, fitted. */
export interface FittedLevel {
  readonly name: string;
  readonly region: ModelRegion;
  readonly series: Series<'binding_energy', 'eV'>;
  readonly fit: RegionSeriesFit;
  readonly components: readonly ComponentResult[];
  readonly comparison?: BackgroundComparison;
  /** Areas of all components together, where the level has a sensitivity factor. */
  readonly totals?: MeasuredColumn;
  /** It holds nothing but the reference. */
  readonly isReference: boolean;
}

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

const regionOf = ({ components, background, tougaard, scope, links, values }: ModelRegion): Region => ({
  components: components.map(({ constant: _constant, literature: _literature, ...rest }) => rest),
  background,
  tougaard,
  scope,
  links,
  values,
});

/** How many points in a row at the highest value are a flat top, and the counts they must have. */
const flatPoints = 5;

/** Frames whose highest value stands in a row, as of a detector that counts no faster. */
function saturatedFrames({ energy, values, sigma }: RegionData): number[] {
  const n = energy.length;
  return Array.from({ length: values.length / n }, (_, f) => f).filter((f) => {
    const row = values.subarray(f * n, (f + 1) * n);
    const top = row.reduce((most, value) => Math.max(most, value), -Infinity);
    let run = 0;
    return row.some((value, i) => {
      run = value === top && top > 20 * sigma[f * n + i]! ? run + 1 : 0;
      return run >= flatPoints;
    });
  });
}

/** How a fit ended, parameters by their names. */
function inNames({ fit, model }: RegionSeriesFit): string {
  const { parameters } = model.layout;
  return fit.message.replace(/(?<=do not determine parameters )[\d, ]+\d/, (numbers) =>
    numbers
      .split(', ')
      .map((k) => parameters[Number(k)]?.name ?? k)
      .join(', '),
  );
}

/** What has to be said of a fitted level. */
function warningsOf({ name, fit, comparison, components }: FittedLevel): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const saturated = saturatedFrames(fit.data);
  if (saturated.length > 0)
    warnings.push({
      code: 'saturated',
      message: `${name}: ${saturated.length} spectra have ${flatPoints} points or more in a row at their highest value (first: frame ${saturated[0]}), as of a detector that counts no faster.`,
      where: { frame: saturated[0]! },
    });
  if (fit.fit.status !== 'converged') warnings.push({ code: 'not-converged', message: `${name}: ${inNames(fit)}.` });
  const bounded = fit.model.layout.parameters.filter(
    ({ scope }, k) => scope !== 'fixed' && scope !== 'free' && fit.fit.clipped[k] === 1,
  );
  if (bounded.length > 0)
    warnings.push({
      code: 'at-bound',
      message: `${name}: ${bounded.map((each) => each.name).join(', ')} ended on a bound, and counts as known.`,
    });
  const ended = components.flatMap((each) => {
    const count = each.center.status.filter((status) => status === statusOf['at-bound']).length;
    return count === 0 ? [] : [`${each.name} (${counted(count, 'spectrum', 'spectra')})`];
  });
  if (ended.length > 0)
    warnings.push({
      code: 'at-bound',
      message: `${name}: energies of ${ended.join(', ')} ended as far from their begin as they may, and have no error: begin elsewhere (center), widen range, or leave the line out.`,
    });
  if (comparison?.isOtherBetter === true)
    warnings.push({
      code: 'background-doubtful',
      message: `${name}: over the background ${fit.model.layout.background} chi2 is ${fit.fit.chiSquare.toFixed(0)} for ${fit.fit.degreesOfFreedom.toFixed(0)} degrees of freedom, over ${comparison.background} ${comparison.chiSquare.toFixed(0)}: areas depend on the background.`,
    });
  const misfits = fit.status.reduce((count, status) => count + (status === statusOf.misfit ? 1 : 0), 0);
  if (misfits > 0 && fit.fit.chiSquare > fit.fit.degreesOfFreedom + 5 * Math.sqrt(2 * fit.fit.degreesOfFreedom))
    warnings.push({
      code: 'misfit',
      message: `${name}: ${misfits} of ${fit.status.length} spectra are not described by the components and the background given: their errors are too small.`,
    });
  return warnings;
}

/** The reference where the model does not have it: one line over a Shirley step, in the level that holds its energy. */
function ownReference(
  levels: readonly LevelSeries[],
  reference: string,
): { region: ModelRegion; level: LevelSeries } | undefined {
  const { line, energy } = parseReference(reference)!;
  const reach = 1.6;
  const holds = ({ series }: LevelSeries): boolean => {
    const points = axisPoints(series.axis);
    return points[0]! < energy - reach && points.at(-1)! > energy + reach;
  };
  const level =
    levels.find((each) => holds(each) && plainLevel(line).startsWith(plainLevel(each.name))) ?? levels.find(holds);
  if (level === undefined) return undefined;
  return {
    level,
    region: {
      name: line,
      energies: [energy - reach, energy + reach],
      background: 'shirley',
      components: [
        { name: line, shape: 'voigt', center: energy, range: 1, constant: false, values: { sigma: 0.25, gamma: 0.15 } },
      ],
      links: [],
      rsfUncertainty: 0,
    },
  };
}

/** Every region of the model, and the reference, fitted. */
export async function fitLevels(
  levels: readonly LevelSeries[],
  { model, reference, singleBackground, weights }: XpsOptions,
  context: RunContext,
): Promise<{ readonly fitted: readonly FittedLevel[]; readonly warnings: readonly OperandoWarning[] }> {
  const line = reference === undefined ? undefined : parseReference(reference)!.line;
  const regions = (model?.regions ?? []).map((region) => ({
    region,
    level: levelFor(region.name, levels),
    isOwn: false,
  }));
  const isInModel =
    line === undefined ||
    regions.some(({ region }) => region.components.some(({ name }) => plainLevel(name) === plainLevel(line)));
  const own = isInModel ? undefined : ownReference(levels, reference!);
  if (!isInModel && own === undefined)
    throw new OperandoError('column-missing', `no component is called ${line}, and no spectra hold its energy.`, {
      where: { parameter: 'reference' },
      cure: 'Give the files of the reference too, or name one of the components of the model.',
    });
  const jobs = [...regions, ...(own === undefined ? [] : [{ ...own, isOwn: true }])];
  const progress = progressOf(context, 'fitting');
  const pace = createPacer(context.signal);
  const fitted: FittedLevel[] = [];
  for (const { region, level, isOwn } of jobs) {
    const data = windowOf(level.series, region.energies);
    const fit = fitRegionSeries({ ...data, countsPerUnit: countsOf(data, weights) }, regionOf(region));
    await pace();
    const components = componentResults(fit);
    const comparison = !singleBackground && !isOwn ? compareBackgrounds(fit, components) : undefined;
    await pace();
    const isReference =
      isOwn || (line !== undefined && region.components.every(({ name }) => plainLevel(name) === plainLevel(line)));
    fitted.push({
      name: region.name,
      region,
      series: level.series,
      fit,
      components,
      isReference,
      ...(comparison === undefined ? {} : { comparison }),
      ...(region.rsf === undefined ? {} : { totals: totalAreas(fit) }),
    });
    progress(fitted.length, jobs.length);
  }
  return { fitted, warnings: fitted.flatMap(warningsOf) };
}
