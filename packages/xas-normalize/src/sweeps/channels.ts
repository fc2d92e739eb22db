import { compileExpression, OperandoError } from '@operando/core';

/** How a detector's raw numbers become a signal. */
export interface DetectorSettings {
  /** Subtracted first: its reading without beam. @default 0 */
  readonly dark?: number | undefined;
  /** Divided by: amplifier gain. @default 1 */
  readonly gain?: number | undefined;
  /** Seconds after each count in which no other is seen. @default 0 */
  readonly deadTime?: number | undefined;
  /** Does a count in the dead time prolong it? @default 'non-paralysable' */
  readonly deadTimeModel?: 'non-paralysable' | 'paralysable' | undefined;
  /** Seconds per point, to make rates of counts; needed for dead time. @default not known */
  readonly dwell?: number | undefined;
}

/**
 * True rate of a rate counted with dead time: n / (1 - n t), or the smaller root of n = r exp(-r t) where counts
 * prolong it. NaN beyond what such a detector can show.
 * @see Knoll, Radiation Detection and Measurement (4th edition, 2010), chapter 4
 */
export function correctDeadTime(
  rate: number,
  deadTime: number,
  model: 'non-paralysable' | 'paralysable' = 'non-paralysable',
): number {
  if (deadTime === 0) return rate;
  const busy = rate * deadTime;
  if (model === 'non-paralysable') return busy < 1 ? rate / (1 - busy) : Number.NaN;
  if (busy > Math.exp(-1)) return Number.NaN;
  // Newton on x exp(-x) = busy, x = r t, from below the maximum at 1.
  let x = busy;
  for (let round = 0; round < 60; round++) {
    const step = (x * Math.exp(-x) - busy) / ((1 - x) * Math.exp(-x));
    x -= step;
    if (Math.abs(step) < 1e-16 * x || !Number.isFinite(step)) break;
  }
  return x / deadTime;
}

/** Signal of a detector's raw numbers. @throws OperandoError `invalid-argument` for dead time without dwell time, or a gain of 0. */
export function detectorSignal(raw: ArrayLike<number>, settings: DetectorSettings): Float64Array {
  const { dark = 0, gain = 1, deadTime = 0, deadTimeModel = 'non-paralysable', dwell } = settings;
  if (!Number.isFinite(dark) || !Number.isFinite(gain) || gain === 0)
    throw new OperandoError('invalid-argument', `a detector has a dark reading of ${dark} and a gain of ${gain}.`, {
      where: { parameter: 'detectors' },
    });
  if (deadTime > 0 && !((dwell ?? 0) > 0))
    throw new OperandoError('invalid-argument', 'dead time can be corrected only with the seconds per point.', {
      where: { parameter: 'dwell' },
    });
  const out = new Float64Array(raw.length);
  for (let i = 0; i < raw.length; i++) {
    const value = (raw[i]! - dark) / gain;
    out[i] = deadTime > 0 ? correctDeadTime(value / dwell!, deadTime, deadTimeModel) * dwell! : value;
  }
  return out;
}

/** Names of absorption by formula; channels are I0, It, If, Ir. */
const usual: Readonly<Record<string, string>> = {
  transmission: 'log(I0 / It)',
  fluorescence: 'If / I0',
  reference: 'log(It / Ir)',
};
const mostChannels = 1000;

/**
 * Absorption from detector channels, by a formula of channel names.
 *
 * @param channels Raw columns by name, all of one length.
 * @param formula `transmission` (log(I0 / It)), `fluorescence` (If / I0), `reference` (log(It / Ir)), or any expression of
 * channel names with + - * / ^ and functions: nothing else exists in it, so that a formula from a file can do no harm.
 * @param detectors Dark readings, gains and dead times by channel name.
 * @returns NaN where the formula gives no number.
 * @throws OperandoError `column-missing` for channels that are not there, `invalid-argument` for a formula that is none, `shape-mismatch`.
 */
export function muFromChannels(
  channels: Readonly<Record<string, ArrayLike<number>>>,
  formula: string,
  detectors: Readonly<Record<string, DetectorSettings>> = {},
): Float64Array {
  const expression = compileExpression(Object.hasOwn(usual, formula) ? usual[formula]! : formula);
  const { names } = expression;
  const available = Object.keys(channels);
  if (names.length === 0 || names.length > mostChannels)
    throw new OperandoError(
      'invalid-argument',
      `the formula ${JSON.stringify(formula.slice(0, 60))} names no channel.`,
      { where: { parameter: 'formula' } },
    );
  const used = names.map((name) => {
    if (!Object.hasOwn(channels, name))
      throw new OperandoError('column-missing', `there is no channel ${JSON.stringify(name.slice(0, 40))}.`, {
        where: { parameter: 'formula', column: name },
        cure: `There are ${available.slice(0, 20).join(', ')}.`,
      });
    const raw = channels[name]!;
    return Object.hasOwn(detectors, name) ? detectorSignal(raw, detectors[name]!) : raw;
  });
  const points = used[0]!.length;
  if (used.some((values) => values.length !== points))
    throw new OperandoError(
      'shape-mismatch',
      `the channels ${names.join(', ')} have ${used.map((values) => values.length).join(', ')} values.`,
    );
  const out = new Float64Array(points);
  const values: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  for (let i = 0; i < points; i++) {
    for (let k = 0; k < names.length; k++) values[names[k]!] = used[k]![i]!;
    const mu = expression.evaluate(values);
    out[i] = Number.isFinite(mu) ? mu : Number.NaN;
  }
  return out;
}
