import { OperandoError, statusOf } from '@operando/core';
import { fitSeries } from '@operando/numerics';
import type { SeriesFitResult } from '@operando/numerics';
import { isMisfit } from '@operando/peak-fit';
import { countErrors } from '../series/count-errors.js';
import type { Region } from './region.js';
import { createRegionModel } from './region-model.js';
import type { RegionModel } from './region-model.js';
import { regionLayout } from './region-parameters.js';
import type { RegionLayout } from './region-parameters.js';
import { startValues } from './start-values.js';

/** Spectra of one region, all on the same energies. */
export interface RegionData {
  /** Binding energies, increasing, eV. */
  readonly energy: Float64Array;
  /** frames x points. */
  readonly values: Float64Array;
  /** Standard deviation of each value. */
  readonly sigma: Float64Array;
  /** Time, charge or dose of each frame, for smooth parameters. @default its number */
  readonly times?: Float64Array | undefined;
  /**
   * Counts of a value of 1, one for each frame: standard deviations are then those of the counts that the fit expects, found
   * in a second fit. Those of the counts that came draw a fit below few of them: by one count at each point.
   * @default `sigma` as it is
   */
  readonly countsPerUnit?: Float64Array | undefined;
}

/** The fit of a region over a series. Rows of frames that hold no usable values are NaN. */
export interface RegionSeriesFit {
  readonly region: Region;
  readonly data: RegionData;
  readonly model: RegionModel;
  readonly fit: SeriesFitResult;
  /** frames x parameters, with linked ones. */
  readonly values: Float64Array;
  readonly stderr: Float64Array;
  /** Status of each frame, as a byte of `statusNames`. */
  readonly status: Uint8Array;
  /** 1 where a component is too weak (area under three standard errors) for its centre to be fitted, frames x components. */
  readonly invisible: Uint8Array;
  /** Points less the parameters of a frame, with its share of the common ones. */
  readonly frameDegrees: Float64Array;
}

/** Standard errors below which a component is not visible. */
const visibleFrom = 3;

function expectData({ energy, values, sigma }: RegionData): number {
  const n = energy.length;
  const frames = values.length / n;
  if (n < 5 || !Number.isInteger(frames) || frames < 1 || sigma.length !== values.length)
    throw new OperandoError(
      'shape-mismatch',
      `there are ${n} energies, ${values.length} values and ${sigma.length} standard deviations.`,
      { cure: 'Values and standard deviations must be whole frames of the energies.' },
    );
  for (let i = 1; i < n; i++)
    if (!(energy[i]! > energy[i - 1]!))
      throw new OperandoError('axis-not-increasing', `the binding energy ${energy[i]} follows ${energy[i - 1]}.`, {
        cure: 'Sort the points by binding energy.',
      });
  return frames;
}

/** @throws OperandoError where a line is not inside the window, or is sampled too coarsely. */
function expectLines({ components }: RegionLayout, energy: Float64Array, start: Float64Array): void {
  const step = (energy.at(-1)! - energy[0]!) / (energy.length - 1);
  for (const { spec, shape, first } of components) {
    if (!(spec.center > energy[0]! && spec.center < energy.at(-1)!))
      throw new OperandoError(
        'outside-range',
        `${spec.name} begins at ${spec.center} eV, outside the region from ${energy[0]} to ${energy.at(-1)} eV.`,
        { where: { parameter: spec.name }, cure: 'Give its binding energy, or the region it lies in.' },
      );
    const width = shape.fwhm(start, first);
    if (step > width / 3)
      throw new OperandoError(
        'outside-range',
        `the steps of ${step.toPrecision(3)} eV are too coarse for ${spec.name}, which is ${width.toPrecision(3)} eV wide.`,
        {
          where: { parameter: spec.name },
          cure: 'A line needs at least three steps in its full width at half maximum.',
        },
      );
  }
}

interface Bounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

function fitOnce(
  { model, layout }: RegionModel,
  { energy, values, sigma, times }: RegionData,
  start: Float64Array,
  bounds: Bounds,
): SeriesFitResult {
  const n = energy.length;
  const frames = values.length / n;
  const single = frames === 1;
  const named = (...scopes: string[]): number[] =>
    layout.parameters.flatMap(({ scope, link }, k) => (link === undefined && scopes.includes(scope) ? [k] : []));
  return fitSeries(
    {
      model,
      frames: Array.from({ length: frames }, (_, f) => ({
        x: energy,
        y: values.subarray(f * n, (f + 1) * n),
        sigma: sigma.subarray(f * n, (f + 1) * n),
      })),
      times,
      start,
      parameters: layout.parameters.length,
      // What one frame shares with nobody is its own.
      shared: single ? [] : named('shared'),
      smooth: single ? [] : named('smooth'),
      free: single ? named('shared', 'smooth', 'free') : named('free'),
      bounds,
    },
    { badFrames: 'skip' },
  );
}

/** Frames whose lines are too weak for centres of their own, and where these are held: between those of visible frames. */
function holdInvisible(
  { components, parameters }: RegionLayout,
  fit: SeriesFitResult,
  start: Float64Array,
  { lower, upper }: Bounds,
): Uint8Array {
  const { frames, parameters: count } = fit;
  const invisible = new Uint8Array(frames * components.length);
  components.forEach(({ spec, center, area }, c) => {
    const seen = (f: number): boolean => !(fit.values[f * count + area]! < visibleFrom * fit.stderr[f * count + area]!);
    const visible = Array.from({ length: frames }, (_, f) => f).filter(
      (f) => fit.frameStatus[f] !== 'masked' && seen(f),
    );
    for (let f = 0; f < frames; f++) {
      if (fit.frameStatus[f] === 'masked' || seen(f)) continue;
      invisible[f * components.length + c] = 1;
      if (parameters[center]!.scope !== 'free') continue;
      const before = visible.findLast((each) => each < f);
      const after = visible.find((each) => each > f);
      const at = (each: number): number => fit.values[each * count + center]!;
      const held =
        before === undefined || after === undefined
          ? (before ?? after) === undefined
            ? spec.center
            : at((before ?? after)!)
          : at(before) + ((at(after) - at(before)) * (f - before)) / (after - before);
      start[f * count + center] = held;
      lower[f * count + center] = held;
      upper[f * count + center] = held;
    }
  });
  return invisible;
}

/** Standard deviations of the counts that a fit expects, of half a count at least. */
function expectedErrors(
  { model, layout }: RegionModel,
  { energy, sigma, countsPerUnit }: RegionData,
  values: Float64Array,
): Float64Array {
  const n = energy.length;
  const count = layout.parameters.length;
  const out = new Float64Array(n);
  return sigma.map((own, i) => {
    const f = Math.floor(i / n);
    const perUnit = countsPerUnit![f]!;
    if (i % n === 0) model(values.slice(f * count, (f + 1) * count), energy, out, undefined, f);
    return perUnit > 0 ? Math.sqrt(Math.max(0.5, out[i % n]! * perUnit)) / perUnit : own;
  });
}

function completed(model: RegionModel, fit: SeriesFitResult): Pick<RegionSeriesFit, 'values' | 'stderr'> {
  const { parameters } = model.layout;
  const count = parameters.length;
  const values = fit.values.slice();
  const stderr = fit.stderr.slice();
  for (let f = 0; f < fit.frames; f++) {
    if (fit.frameStatus[f] === 'masked') continue;
    model.complete(values.subarray(f * count, (f + 1) * count));
    parameters.forEach(({ link }, k) => {
      if (link !== undefined) stderr[f * count + k] = Math.abs(link.factor) * stderr[f * count + link.to]!;
    });
  }
  return { values, stderr };
}

function statusOfFrames(fit: SeriesFitResult, degrees: Float64Array): Uint8Array {
  return Uint8Array.from(fit.frameStatus, (word, f) => {
    if (word === 'converged' && isMisfit(fit.frameChiSquare[f]!, degrees[f]!)) return statusOf.misfit;
    return statusOf[word];
  });
}

/** Whether a fit seems to have lost its way: it did not end, or lines ended on their bounds and the data are not described. */
function isAstray({ components }: RegionLayout, fit: SeriesFitResult): boolean {
  if (fit.status === 'stalled' || fit.status === 'limit-reached') return true;
  const { frames, parameters: count, clipped } = fit;
  return (
    isMisfit(fit.chiSquare, fit.degreesOfFreedom) &&
    components.some(({ center }) =>
      Array.from({ length: frames }, (_, f) => f).some((f) => clipped[f * count + center] === 1),
    )
  );
}

/** Factors on the widths that begin, tried where a fit went astray. */
const otherWidths = [0.6, 1.6, 0.35];

/** The fit from a start, or the best from narrower and wider lines where that went astray. */
function fitFirst(
  model: RegionModel,
  data: RegionData,
  begin: Float64Array,
  bounds: Bounds,
  isGiven: boolean,
): SeriesFitResult {
  let best = fitOnce(model, data, begin, bounds);
  if (isGiven) return best;
  for (const factor of otherWidths) {
    if (!isAstray(model.layout, best)) break;
    const other = fitOnce(model, data, startValues(model, data.energy, data.values, factor), bounds);
    if (other.chiSquare < best.chiSquare) best = other;
  }
  return best;
}

/**
 * Fit a region in all frames of a series together: what is shared (widths, splittings, the height of the background) is
 * found from all of them, what is free from each. The background is part of the model, so that errors of areas know of it.
 *
 * Lines whose area is under three standard errors are fitted once more with their centres held between those of frames
 * where they are visible: a centre that may follow the noise would give areas that are too large. A fit that went astray is
 * tried again from narrower and wider lines.
 *
 * @param start Start of every parameter, frames x parameters. @default areas and background by linear least squares
 * @throws OperandoError `invalid-argument` for a region whose names do not fit together, `outside-range` for lines outside
 * the window or sampled too coarsely, `shape-mismatch`, `axis-not-increasing`, `too-few-points`.
 */
export function fitRegionSeries(data: RegionData, region: Region, start?: Float64Array): RegionSeriesFit {
  const frames = expectData(data);
  const layout = regionLayout(region);
  const model = createRegionModel(layout, region, data.energy);
  const count = layout.parameters.length;
  const begin = start?.slice() ?? startValues(model, data.energy, data.values);
  expectLines(layout, data.energy, begin);
  if (data.energy.length <= count)
    throw new OperandoError('too-few-points', `${data.energy.length} points cannot determine ${count} parameters.`, {
      cure: 'Take a wider region, or fewer components.',
    });
  const bounds: Bounds = {
    lower: Float64Array.from({ length: frames * count }, (_, i) => layout.parameters[i % count]!.lower),
    upper: Float64Array.from({ length: frames * count }, (_, i) => layout.parameters[i % count]!.upper),
  };
  const first = fitFirst(model, data, begin, bounds, start !== undefined);
  const again = first.values.map((value, i) => (Number.isNaN(value) ? begin[i]! : value));
  const invisible = holdInvisible(layout, first, again, bounds);
  const weighted = data.countsPerUnit === undefined ? data : { ...data, sigma: expectedErrors(model, data, again) };
  const fit = invisible.includes(1) || weighted !== data ? fitOnce(model, weighted, again, bounds) : first;
  const own = layout.parameters.filter(({ scope }) => scope === 'free').length;
  const used = fit.frameStatus.filter((status) => status !== 'masked').length;
  const points = data.energy.length;
  const shared = Math.max(0, points * used - own * used - fit.degreesOfFreedom);
  const frameDegrees = new Float64Array(frames).fill(points - own - shared / Math.max(1, used));
  return {
    region,
    data: weighted,
    model,
    fit,
    ...completed(model, fit),
    status: statusOfFrames(fit, frameDegrees),
    invisible,
    frameDegrees,
  };
}

/** A region of one spectrum, with the errors that its intensities have. */
export interface SpectrumRegion extends Region {
  /** Standard deviation of each intensity. @default those of counts */
  readonly sigma?: Float64Array | undefined;
}

/**
 * {@link fitRegionSeries} of one spectrum.
 *
 * @param x Binding energies, increasing, eV. @param counts Counts, or other intensities with `sigma` of their own.
 */
export function fitRegion(
  x: Float64Array,
  counts: Float64Array,
  { sigma, ...region }: SpectrumRegion,
): RegionSeriesFit {
  if (counts.length !== x.length)
    throw new OperandoError('shape-mismatch', `${counts.length} values for ${x.length} energies.`, {
      cure: 'Fit several frames with fitRegionSeries.',
    });
  return fitRegionSeries({ energy: x, values: counts, sigma: sigma ?? countErrors(counts, 1) }, region);
}
