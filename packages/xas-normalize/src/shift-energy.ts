import { deriveSeries, flatMask, flatValues, OperandoError } from '@operando/core';
import type { Channel, Series } from '@operando/core';
import { cubicSpline } from '@operando/numerics';
import type { EnergyDrift } from './energy-drift.js';

const stepName = 'xas-normalize/alignSeries';

/**
 * Spectra on their grid after `shift` eV was **added** to their energies: out(E) = mu(E - shift), by cubic spline. NaN
 * where a shifted spectrum does not reach, and for spectra with values that are not finite except at their ends.
 *
 * @param stack Frames x energies, row after row.
 * @param shift One per frame; NaN leaves a frame without values.
 * @throws OperandoError `shape-mismatch`.
 */
export function shiftStack(energy: ArrayLike<number>, stack: Float64Array, shift: ArrayLike<number>): Float64Array {
  const points = energy.length;
  if (stack.length !== points * shift.length)
    throw new OperandoError(
      'shape-mismatch',
      `${stack.length} values for ${shift.length} shifts of ${points} energies.`,
    );
  const out = new Float64Array(stack.length).fill(Number.NaN);
  for (let frame = 0; frame < shift.length; frame++) {
    const at = frame * points;
    const by = shift[frame]!;
    if (!Number.isFinite(by)) continue;
    let [from, to] = [0, points];
    while (from < to && !Number.isFinite(stack[at + from]!)) from++;
    while (to > from && !Number.isFinite(stack[at + to - 1]!)) to--;
    if (to - from < 4 || !stack.subarray(at + from, at + to).every(Number.isFinite)) continue;
    const x = Float64Array.from({ length: to - from }, (_, i) => energy[from + i]!);
    const spline = cubicSpline(x, stack.subarray(at + from, at + to));
    for (let i = 0; i < points; i++) {
      const place = energy[i]! - by;
      if (place >= x[0]! && place <= x[x.length - 1]!) out[at + i] = spline.evaluate(place);
    }
  }
  return out;
}

/**
 * A series whose energy drift is taken away: the shifts of {@link energyDrift} are **added** to the energies of each
 * frame, which is then brought back onto the common axis. Adds the channel `energy_shift` (eV, with its standard
 * error and status). Values that a shifted spectrum does not reach are masked.
 *
 * @throws OperandoError `invalid-argument` for a series that was aligned before: shifting twice would undo or double it;
 * `shape-mismatch` for another number of frames.
 */
export function alignSeries(
  series: Series<'energy', 'eV'>,
  drift: Pick<EnergyDrift, 'shift' | 'stderr'> & { readonly status?: Uint8Array | undefined },
): Series<'energy', 'eV'> {
  if (series.provenance.some(({ step }) => step === stepName)) {
    throw new OperandoError(
      'invalid-argument',
      'this series was aligned already; its energies would be shifted twice.',
      { where: { parameter: 'series' }, cure: 'Align the series as it was read.' },
    );
  }
  const frames = series.signal.shape[0]!;
  if (series.dims.length !== 2 || drift.shift.length !== frames) {
    throw new OperandoError(
      'shape-mismatch',
      `${drift.shift.length} shifts for a series of ${series.signal.shape.slice(0, -1).join(' x ')} spectra.`,
    );
  }
  const points = series.axis.size;
  const masked = series.mask === undefined ? undefined : flatMask(series.mask);
  const values = flatValues(series.signal).slice();
  masked?.forEach((bad, i) => {
    if (bad !== 0) values[i] = Number.NaN;
  });
  bridgeGaps(series.axis.values, values, frames);
  const signal = shiftStack(series.axis.values, values, drift.shift);
  const mask = Uint8Array.from(signal, (value) => (Number.isNaN(value) ? 1 : 0));
  if (masked !== undefined) moveMask(series.axis.values, masked, drift.shift, mask);
  const variances =
    series.variances === undefined
      ? undefined
      : linearlyShifted(series.axis.values, flatValues(series.variances), drift.shift, points);
  const channel: Channel = {
    values: Float64Array.from(drift.shift),
    stderr: Float64Array.from(drift.stderr),
    unit: 'eV',
    description: 'added to the energies of each frame',
    ...(drift.status === undefined ? {} : { status: Uint8Array.from(drift.status) }),
  };
  return deriveSeries(
    series,
    { signal, mask, variances, channels: { ...series.channels, energy_shift: channel } },
    { step: stepName, options: { shift: 'one per frame' }, warnings: [] },
  );
}

/** Masked points inside a spectrum lie on the line between their neighbours while it is moved; they stay masked. */
function bridgeGaps(energy: Float64Array, values: Float64Array, frames: number): void {
  const points = energy.length;
  for (let frame = 0; frame < frames; frame++) {
    const at = frame * points;
    let last = -1;
    for (let i = 0; i < points; i++) {
      if (!Number.isFinite(values[at + i]!)) continue;
      const from = last < 0 ? i : last + 1;
      for (let k = from; k < i; k++) {
        const t = (energy[k]! - energy[last]!) / (energy[i]! - energy[last]!);
        values[at + k] = (1 - t) * values[at + last]! + t * values[at + i]!;
      }
      last = i;
    }
  }
}

/** Mask every point whose value came from beside a masked one. */
function moveMask(energy: Float64Array, masked: Uint8Array, shift: ArrayLike<number>, mask: Uint8Array): void {
  const points = energy.length;
  for (let frame = 0; frame < shift.length; frame++) {
    const at = frame * points;
    let k = 0;
    for (let i = 0; i < points; i++) {
      const place = energy[i]! - shift[frame]!;
      while (k < points - 2 && energy[k + 1]! <= place) k++;
      const exact = energy[k] === place;
      if (masked[at + k] !== 0 || (!exact && masked[at + k + 1] !== 0)) mask[at + i] = 1;
    }
  }
}

/** Variances on the line between neighbours: not those of the interpolated values, which are less, but those of measured ones. */
function linearlyShifted(
  energy: Float64Array,
  variances: Float64Array,
  shift: ArrayLike<number>,
  points: number,
): Float64Array {
  const out = new Float64Array(variances.length);
  for (let frame = 0; frame < shift.length; frame++) {
    const at = frame * points;
    let k = 0;
    for (let i = 0; i < points; i++) {
      const place = Math.min(energy[points - 1]!, Math.max(energy[0]!, energy[i]! - shift[frame]!));
      while (k < points - 2 && energy[k + 1]! <= place) k++;
      const t = (place - energy[k]!) / (energy[k + 1]! - energy[k]!);
      out[at + i] = (1 - t) * variances[at + k]! + t * variances[at + k + 1]!;
    }
  }
  return out;
}
