import { createSeries, OperandoError } from '@operando/core';
import type { OperandoWarning, Series } from '@operando/core';
import {
  cutGrid,
  interpolated,
  isOnGrid,
  otherGrid,
  rangeOf,
  sharedRange,
  wholeOf,
  withoutGaps,
} from './common-grid.js';
import type { AssembleOptions, Frame } from './frame.js';
import { RowSurvey } from './row-survey.js';
import { inOrder, planSeries } from './series-plan.js';
import type { SeriesPlan } from './series-plan.js';
import { unfinishedScans, unfinishedWarning } from './unfinished-scans.js';

/** The grid that frames are brought to; what that takes is told. @throws OperandoError `shape-mismatch`. */
function commonGrid(
  frames: readonly Frame[],
  mode: 'error' | 'interpolate',
  warnings: OperandoWarning[],
): Float64Array {
  const first = wholeOf(frames);
  const others = frames.filter((frame) => !isOnGrid(first.x, frame));
  const [other] = others;
  if (other === undefined) return first.x;
  if (mode === 'error') throw otherGrid(first, other);
  const range = sharedRange(withoutGaps(frames).map(rangeOf));
  const grid = cutGrid(first.x, range, other.name);
  warnings.push(interpolated(others.length, frames.length, first.name, range));
  return grid;
}

/** Values and variances of some frames of a plan. */
export interface PlannedRows {
  readonly signal: Float64Array;
  /** Left out where not all frames of the series have some. */
  readonly variances: Float64Array | undefined;
  /** Some value of the series is no number. */
  readonly masked: boolean;
}

/** Variances of a row into those of a series. */
export function setVariances(variances: Float64Array, sigma: Float64Array, at: number): void {
  for (let i = 0; i < sigma.length; i++) variances[at + i] = sigma[i]! * sigma[i]!;
}

/** A series of the frames that have these rows. */
export function seriesOfRows<Name extends string, Unit extends string>(
  { axis, time, channels, metadata, provenance }: Omit<SeriesPlan<Name, Unit>, 'warnings'>,
  { signal, variances, masked }: PlannedRows,
): Series<Name, Unit> {
  return createSeries({
    signal,
    axis,
    time,
    channels,
    metadata,
    ...(variances === undefined ? {} : { variances }),
    ...(masked ? { mask: Uint8Array.from(signal, (value) => (Number.isFinite(value) ? 0 : 1)) } : {}),
    provenance,
  });
}

/** Frames without those that ended too soon, which are told. */
function wholeScans<F extends Frame>(frames: readonly F[], warnings: OperandoWarning[]): readonly F[] {
  const extents = frames.map((frame) => ({ ...rangeOf(frame), points: frame.x.length + (frame.lost ?? 0) }));
  const unfinished = unfinishedScans(extents);
  if (unfinished === undefined) return frames;
  warnings.push(unfinishedWarning(unfinished, extents, (place) => frames[place]!.name));
  return frames.filter((_frame, place) => !unfinished.places.has(place));
}

/** How frames are put together, and what there is to say of them before. */
type AssembleFramesOptions = AssembleOptions & {
  readonly warnings?: readonly OperandoWarning[] | undefined;
};

/** {@link assembleSeries} of frames that are all wanted. */
function seriesOfFrames<const Name extends string, const Unit extends string>(
  frames: readonly Frame[],
  axis: { readonly name: Name; readonly unit: Unit },
  options: AssembleFramesOptions = {},
): Series<Name, Unit> {
  const warnings: OperandoWarning[] = [...(options.warnings ?? [])];
  const ordered = inOrder(frames, ({ time }) => time);
  const grid = commonGrid(ordered, options.grid ?? 'error', warnings);
  const signal = new Float64Array(ordered.length * grid.length);
  const survey = new RowSurvey(grid);
  ordered.forEach((frame, i) => signal.set(survey.add(frame), i * grid.length));
  const facts = survey.facts();
  const variances = facts.measured ? new Float64Array(signal.length) : undefined;
  if (variances !== undefined) ordered.forEach(({ sigma }, i) => setVariances(variances, sigma!, i * grid.length));
  const plan = planSeries(ordered, { axis, grid, facts, warnings }, options);
  return seriesOfRows(plan, { signal, variances, masked: facts.masked });
}

/**
 * Put frames together as a series. Scans that end before the others, aborted or still being written, are left out, and told. Frames
 * with time stamps are ordered by them; others stay as given. Scalars of the headers become channels, the file names
 * `metadata.files`, and everything that had to be assumed a warning in the provenance.
 *
 * @param frames At least one.
 * @throws OperandoError `shape-mismatch` naming the file on another grid, `invalid-argument` without frames.
 */
export function assembleSeries<const Name extends string, const Unit extends string>(
  frames: readonly Frame[],
  axis: { readonly name: Name; readonly unit: Unit },
  options: AssembleFramesOptions = {},
): Series<Name, Unit> {
  if (frames.length === 0) throw new OperandoError('invalid-argument', 'there are no spectra.');
  const warnings: OperandoWarning[] = [...(options.warnings ?? [])];
  const whole = wholeScans(frames, warnings);
  return seriesOfFrames(whole, axis, { ...options, warnings });
}
