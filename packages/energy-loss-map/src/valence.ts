import { OperandoError, statusOf } from '@operando/core';
import type { Measured } from '@operando/core';

/** Compounds of known valence, and the ratio of their white lines as it is fitted here. */
export interface ValenceCalibration {
  /** Increasing or falling throughout. */
  readonly ratio: readonly number[];
  /** Of each compound, one for each ratio. */
  readonly valence: readonly number[];
  /** Standard errors of the ratios. @default 0 */
  readonly stderr?: readonly number[] | undefined;
}

/** A valence by its calibration. */
export interface Valence extends Measured {
  /** Byte of `statusNames`: `outside` for a ratio beyond the calibration, further than its error. */
  readonly status: number;
}

/**
 * Valence from a ratio of white lines, between the two compounds of the calibration that it lies between; errors of the ratio and of both
 * compounds. What lies outside is not guessed.
 *
 * @throws OperandoError `shape-mismatch`, `invalid-argument` for ratios that turn.
 */
export function valenceOf(ratio: Measured, { ratio: known, valence, stderr }: ValenceCalibration): Valence {
  if (known.length < 2 || valence.length !== known.length || (stderr !== undefined && stderr.length !== known.length))
    throw new OperandoError('shape-mismatch', `${known.length} ratios stand beside ${valence.length} valences.`, {
      where: { parameter: 'whiteLines.valence' },
      cure: 'Give as many of each, two at least.',
    });
  const direction = Math.sign(known[1]! - known[0]!);
  if (known.some((value, i) => i > 0 && !(direction * (value - known[i - 1]!) > 0)))
    throw new OperandoError('invalid-argument', 'the ratios of the calibration do not go one way.', {
      where: { parameter: 'whiteLines.valence' },
      cure: 'Order the compounds by their ratios, each once.',
    });
  const none = (status: number): Valence => ({ value: Number.NaN, stderr: Number.NaN, status });
  if (!Number.isFinite(ratio.value)) return none(statusOf.failed);
  const [first, last] = [known[0]!, known.at(-1)!];
  const [low, high] = [Math.min(first, last), Math.max(first, last)];
  const slack = Number.isFinite(ratio.stderr) ? ratio.stderr : 0;
  if (ratio.value < low - slack || ratio.value > high + slack) return none(statusOf.outside);
  let k = 0;
  while (k < known.length - 2 && direction * (ratio.value - known[k + 1]!) > 0) k++;
  const span = known[k + 1]! - known[k]!;
  const share = (ratio.value - known[k]!) / span;
  const slope = (valence[k + 1]! - valence[k]!) / span;
  const own = (i: number): number => stderr?.[i] ?? 0;
  return {
    value: valence[k]! + share * (valence[k + 1]! - valence[k]!),
    stderr: Math.abs(slope) * Math.hypot(ratio.stderr, (1 - share) * own(k), share * own(k + 1)),
    status: ratio.value < low || ratio.value > high ? statusOf.extrapolated : statusOf.ok,
  };
}
