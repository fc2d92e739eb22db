import { OperandoError, statusOf } from '@operando/core';
import type { SeriesFitResult } from '@operando/numerics';
import { isMisfit } from '@operando/peak-fit';
import { countErrors } from '../series/count-errors.js';
import { expectedErrors } from './expected-errors.js';
import { fitFirst, fitOnce } from './fit-once.js';
import type { Bounds } from './fit-once.js';
import { holdInvisible } from './hold-invisible.js';
import { expectData, expectLines } from './region-data.js';
import type { RegionData } from './region-data.js';
import type { Region } from './region.js';
import { createRegionModel } from './region-model.js';
import type { RegionModel } from './region-model.js';
import { regionLayout } from './region-parameters.js';
import { startValues } from './start-values.js';

/** The fit of a region over a series. Rows of frames that hold no usable values are NaN. */
export interface RegionSeriesFit {
  /** As it was given. */
  readonly region: Region;
  /** What was fitted. */
  readonly data: RegionData;
  /** Values of a frame by its parameters. */
  readonly model: RegionModel;
  /** How it went. */
  readonly fit: SeriesFitResult;
  /** frames x parameters, with linked ones. */
  readonly values: Float64Array;
  /** Standard errors of `values`, same shape and units. */
  readonly stderr: Float64Array;
  /** Status of each frame, as a byte of `statusNames`. */
  readonly status: Uint8Array;
  /** 1 where a component is too weak (area under three standard errors) for its centre to be fitted, frames x components. */
  readonly invisible: Uint8Array;
  /** Points less the parameters of a frame, with its share of the common ones. */
  readonly frameDegrees: Float64Array;
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
 * @throws OperandoError `shape-mismatch` for another number of values than energies; as {@link fitRegionSeries}.
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
