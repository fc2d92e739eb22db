import { OperandoError } from '@operando/core';
import { dotProduct } from '@operando/numerics';

/** Options of {@link purestFrames}. */
export interface PurestFramesOptions {
  /** Share of the largest mean that guards against picking frames of nothing but noise. @default 0.05 */
  readonly offset?: number | undefined;
  /** Spectra (rows of energies) that are known already: frames unlike them are looked for. @default none */
  readonly known?: readonly Float64Array[] | undefined;
}

/** Take what is along an orthonormal direction off every row. */
function deflate(rows: Float64Array, points: number, direction: Float64Array): void {
  for (let at = 0; at < rows.length; at += points) {
    const share = dotProduct(rows, at, direction, 0, points);
    for (let i = 0; i < points; i++) rows[at + i]! -= share * direction[i]!;
  }
}

/** Unit vector of a row, undefined for a row of zeros. */
function unit(row: Float64Array): Float64Array | undefined {
  const length = Math.sqrt(dotProduct(row, 0, row, 0, row.length));
  return length > 0 ? row.map((value) => value / length) : undefined;
}

/**
 * Frames that are the purest, as SIMPLISMA picks them (Windig and Guilment, Anal. Chem. 63 (1991) 1425): large relative
 * standard deviation and unlike those picked before. As the first pick is made before there is anything to be unlike, each pick is
 * then tried again against all others until none changes.
 *
 * @param energy Of each point of a frame, eV.
 * @param stack Frames x energies.
 * @returns Frames, in the order of the series.
 * @throws OperandoError `invalid-argument` for more components than frames or of a rank that the frames do not have.
 */
export function purestFrames(
  energy: ArrayLike<number>,
  stack: Float64Array,
  count: number,
  options: PurestFramesOptions = {},
): number[] {
  const points = energy.length;
  const { offset = 0.05, known = [] } = options;
  const frames = stack.length / points;
  if (!Number.isInteger(count) || !(count >= 0) || count > frames || !Number.isInteger(frames)) {
    throw new OperandoError('invalid-argument', `${count} pure frames among ${frames}.`, {
      where: { parameter: 'components' },
    });
  }
  const mean = new Float64Array(frames);
  const deviation = new Float64Array(frames);
  for (let f = 0; f < frames; f++) {
    for (let i = 0; i < points; i++) mean[f]! += stack[f * points + i]! / points;
    for (let i = 0; i < points; i++) deviation[f]! += (stack[f * points + i]! - mean[f]!) ** 2 / points;
    deviation[f] = Math.sqrt(deviation[f]!);
  }
  const guard = offset * mean.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const purity = deviation.map((value, f) => value / (Math.abs(mean[f]!) + guard));
  const scaled = stack.slice();
  for (let f = 0; f < frames; f++) {
    const length = Math.sqrt(mean[f]! ** 2 + (deviation[f]! + guard) ** 2) * Math.sqrt(points);
    for (let i = 0; i < points; i++) scaled[f * points + i]! /= length;
  }
  const rowOf = (from: Float64Array, f: number): Float64Array => from.subarray(f * points, (f + 1) * points);
  /** The frame most unlike some spectra: the determinant of Windig grows by the square of what is left of it. */
  const pick = (others: readonly Float64Array[], weight: (f: number) => number): number => {
    const left = scaled.slice();
    const rest = Float64Array.from({ length: others.length * points });
    others.forEach((other, k) => rest.set(other, k * points));
    for (let k = 0; k < others.length; k++) {
      const direction = unit(rest.slice(k * points, (k + 1) * points));
      if (direction === undefined) continue;
      deflate(rest, points, direction);
      deflate(left, points, direction);
    }
    let best = -1;
    let most = 1e-24;
    for (let f = 0; f < frames; f++) {
      const value = dotProduct(left, f * points, left, f * points, points) * weight(f);
      if (value > most) {
        most = value;
        best = f;
      }
    }
    if (best < 0)
      throw new OperandoError(
        'invalid-argument',
        `the series does not hold ${count + known.length} different spectra.`,
        { where: { parameter: 'components' }, cure: 'Ask for fewer components.' },
      );
    return best;
  };
  const chosen: number[] = [];
  for (let k = 0; k < count; k++)
    chosen.push(pick([...known, ...chosen.map((f) => rowOf(scaled, f))], (f) => purity[f]!));
  for (let round = 0; round < 10 && count + known.length > 1; round++) {
    let changed = false;
    for (let k = 0; k < count; k++) {
      const better = pick([...known, ...chosen.filter((_, l) => l !== k).map((f) => rowOf(scaled, f))], () => 1);
      if (better === chosen[k]) continue;
      chosen[k] = better;
      changed = true;
    }
    if (!changed) break;
  }
  return chosen.sort((a, b) => a - b);
}
