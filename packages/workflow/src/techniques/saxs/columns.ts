import { correlationPeak, invariant, partnerOf } from '@operando/small-angle-fit';
import { statusOf } from '@operando/core';
import type { EstimateColumn, Measured, ResultColumn, Status } from '@operando/core';
import type { CutData, CutProblem, ProfileInterval } from '@operando/small-angle-fit';
import type { SaxsAnalysis } from './analyse.js';
import type { SaxsOptions } from './options.js';

/** Values of the frames that were fitted, at their places among all; NaN elsewhere. */
export function perFrame({ series, used }: SaxsAnalysis, of: (i: number) => number): Float64Array {
  const values = new Float64Array(series.time.start.length).fill(Number.NaN);
  used.frames.forEach((f, i) => {
    values[f] = of(i);
  });
  return values;
}

/** Area of a peak below which its place means nothing: standard errors. */
const leastVisible = 3;

/** What became of a parameter in a frame. */
export function statusAt({ fit, profiles, otherMinima }: SaxsAnalysis, i: number, k: number): Status {
  const { statuses, parameters, values, stderr } = fit.fits[i]!;
  const status = statuses[k]!;
  const p = profiles.parameters.indexOf(k);
  if (p >= 0 && profiles.isDegenerate[i]![p]!) return 'degenerate';
  if (otherMinima.some(({ frame, parameters: differ }) => frame === i && differ.includes(k))) return 'ambiguous';
  const { name } = parameters[k]!;
  const isOfPeak = name === 'position' || name.endsWith('_position');
  if (isOfPeak && k > 0 && parameters[k - 1]!.isLinear && !(values[k - 1]! >= leastVisible * stderr[k - 1]!))
    return status === 'held' ? status : 'not-visible';
  return status;
}

/** A parameter of every frame. */
export function parameterColumn(analysis: SaxsAnalysis, k: number): EstimateColumn {
  const { fit, series, used } = analysis;
  const { name, unit } = fit.fits[0]!.parameters[k]!;
  const status = new Uint8Array(series.time.start.length).fill(statusOf.masked);
  used.frames.forEach((f, i) => {
    status[f] = statusOf[statusAt(analysis, i, k)];
  });
  return {
    name,
    unit,
    values: perFrame(analysis, (i) => fit.fits[i]!.values[k]!),
    stderr: perFrame(analysis, (i) => fit.fits[i]!.stderr[k]!),
    status,
  };
}

/** Parameters with a value of each frame's own: not held, not the same in all. */
export function ofFrames({ fit }: SaxsAnalysis): number[] {
  const isAlone = fit.fits.length === 1;
  return fit.fits[0]!.parameters.flatMap(({ scope }, k) =>
    scope === 'free' || scope === 'smooth' || (isAlone && scope === 'shared') ? [k] : [],
  );
}

/** Parameters that change the shape of the curves most, in standard errors, of those of domains. */
export function mostChanging(analysis: SaxsAnalysis): number[] {
  const { parameters } = analysis.fit.fits[0]!;
  const last = parameters.findIndex(({ name }) => name === 'flat');
  const isPeaks = parameters.some(({ name }) => name === 'area' || name.endsWith('_area'));
  const shown = ofFrames(analysis).filter((k) => k < last && parameters[k]!.isLinear === isPeaks);
  const change = (k: number): number => {
    const { values, stderr } = parameterColumn(analysis, k);
    const known = values.filter((value, f) => Number.isFinite(value) && stderr![f]! > 0);
    const spread =
      known.reduce((high, v) => Math.max(high, v), -Infinity) - known.reduce((low, v) => Math.min(low, v), Infinity);
    const errors = stderr!.filter((each) => each > 0).toSorted();
    return spread / (errors[errors.length >> 1] ?? Infinity) || 0;
  };
  if (analysis.fit.fits.length === 1) return shown.slice(0, 8);
  return shown.toSorted((a, b) => change(b) - change(a)).slice(0, isPeaks ? 4 : 2);
}

/** Ends of intervals that come of profiles, widened by what errors have in common with other frames. */
function intervalColumns(analysis: SaxsAnalysis): EstimateColumn[] {
  const { fit, profiles } = analysis;
  return profiles.parameters.flatMap((k, p) => {
    const { name, unit } = fit.fits[0]!.parameters[k]!;
    const end = (side: 'low' | 'high', which: 'interval' | 'interval95'): EstimateColumn => ({
      name: `${name}_${side}${which === 'interval' ? '' : '95'}`,
      unit,
      values: perFrame(analysis, (i) => {
        const profile: ProfileInterval | undefined = profiles.profiles[i]![p];
        if (profile === undefined) return Number.NaN;
        const range = profile[which];
        // The data set no end there.
        if (side === 'low' ? range.isOpenBelow : range.isOpenAbove) return side === 'low' ? -Infinity : Infinity;
        const value = fit.fits[i]!.values[k]!;
        const common = (which === 'interval' ? 1 : 1.96) * fit.commonStderr[i]![k]! || 0;
        return value + Math.sign(range[side] - value) * Math.hypot(range[side] - value, common);
      }),
    });
    if (profiles.profiles.every((row) => row[p] === undefined)) return [];
    return [end('low', 'interval'), end('high', 'interval'), end('low', 'interval95'), end('high', 'interval95')];
  });
}

/** Correlations of what the profiles are about. */
function partnerColumns(analysis: SaxsAnalysis): ResultColumn[] {
  const { fit, profiles, series, used } = analysis;
  return profiles.parameters.flatMap((k): ResultColumn[] => {
    const { name } = fit.fits[0]!.parameters[k]!;
    const words = Array.from(series.time.start, () => '');
    const partners = fit.fits.map((each) => partnerOf(each, k));
    used.frames.forEach((f, i) => {
      words[f] = partners[i]!.name;
    });
    return [
      { name: `${name}_partner`, words },
      { name: `${name}_correlation`, unit: '1', values: perFrame(analysis, (i) => partners[i]!.correlation) },
    ];
  });
}

/** Quantities that need no model, over the points that were fitted; a distance from the peak of interference where there is a structure. */
function modelFree(analysis: SaxsAnalysis, { populations }: SaxsOptions): EstimateColumn[] {
  const { fit } = analysis;
  const column = (name: string, unit: string, of: (problem: CutProblem) => Measured): EstimateColumn => {
    const found = fit.problems.map(of);
    return {
      name,
      unit,
      values: perFrame(analysis, (i) => found[i]!.value),
      stderr: perFrame(analysis, (i) => found[i]!.stderr),
    };
  };
  return [
    column('invariant', '1/angstrom^3', ({ data, sigma }) => invariant(data.q, data.intensity, sigma)),
    ...(populations.some(({ structure }) => structure !== undefined)
      ? [column('peak_distance', 'angstrom', ({ data, sigma }) => peakDistance(data, sigma))]
      : []),
  ];
}

/** 2 pi over the place of the highest hump to the right of the beam. */
function peakDistance({ q, intensity }: CutData, sigma: Float64Array): Measured {
  const first = q.findIndex((at) => at > 0);
  const { position, stderr } = correlationPeak(q.subarray(first), intensity.subarray(first), sigma.subarray(first));
  return { value: (2 * Math.PI) / position, stderr: (2 * Math.PI * stderr) / position ** 2 };
}

/** Shares of lines in the area of all: of a broad one the amorphous share, a relative number. */
function areaShares(analysis: SaxsAnalysis): EstimateColumn[] {
  const { fits } = analysis.fit;
  const { parameters } = fits[0]!;
  const areas = parameters.flatMap(({ name }, k) => (name.endsWith('_area') ? [k] : []));
  if (areas.length < 2) return [];
  return areas.map((k) => {
    const found = fits.map(({ values, covariance }): Measured => {
      const n = values.length;
      const total = areas.reduce((sum, j) => sum + values[j]!, 0);
      const value = values[k]! / total;
      const slope = (j: number): number => ((j === k ? 1 : 0) - value) / total;
      const variance = areas.reduce(
        (sum, a) => sum + areas.reduce((inner, b) => inner + slope(a) * slope(b) * covariance[a * n + b]!, 0),
        0,
      );
      return { value, stderr: Math.sqrt(variance) };
    });
    return {
      name: parameters[k]!.name.replace(/_area$/, '_share'),
      unit: '1',
      values: perFrame(analysis, (i) => found[i]!.value),
      stderr: perFrame(analysis, (i) => found[i]!.stderr),
    };
  });
}

/** All columns of results beside those of the frames themselves. */
export function resultColumns(analysis: SaxsAnalysis, options: SaxsOptions): ResultColumn[] {
  const { fit, series, used } = analysis;
  const status = new Uint8Array(series.time.start.length).fill(statusOf.masked);
  used.frames.forEach((f, i) => {
    status[f] = statusOf[fit.fits[i]!.status];
  });
  return [
    ...ofFrames(analysis).map((k) => parameterColumn(analysis, k)),
    ...intervalColumns(analysis),
    ...partnerColumns(analysis),
    ...areaShares(analysis),
    ...modelFree(analysis, options),
    {
      name: 'reduced_chi_square',
      unit: '1',
      values: perFrame(analysis, (i) => fit.fits[i]!.chiSquare / fit.fits[i]!.degreesOfFreedom),
      status,
    },
  ];
}
