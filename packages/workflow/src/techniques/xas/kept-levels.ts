import type { FrameDetail, OperandoWarning } from '@operando/core';
import type { Normalization } from '@operando/xas-normalize';

/** Levels, in edge steps, that spectra which count as normalized may have before and behind the edge. */
const below = [-0.15, 0.15] as const;
const above = [0.5, 1.5] as const;

/** Mean of a row between two energies, eV; NaN without a number there. */
function meanBetween(energy: Float64Array, row: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  row.forEach((value, i) => {
    if (value !== value || energy[i]! < from || energy[i]! > to) return;
    sum += value;
    count++;
  });
  return sum / count;
}

/** That spectra which are divided by nothing do not run from 0 to 1: positions at a height mean nothing there. */
export function keptLevelWarnings(
  { axis, values }: FrameDetail<'energy', 'eV'>,
  { used }: Pick<Normalization, 'used'>,
): OperandoWarning[] {
  const { e0, pre1, pre2, norm1, norm2 } = used;
  if (e0 === undefined || pre1 === undefined || pre2 === undefined || norm1 === undefined || norm2 === undefined)
    return [];
  const { values: energy, size: points } = axis;
  const [lowest, highest] = e0;
  const isOutside = (level: number, [from, to]: readonly [number, number]): boolean => level < from || level > to;
  for (let at = 0; at < values.length; at += points) {
    const row = values.subarray(at, at + points);
    const before = meanBetween(energy, row, lowest + pre1[0], lowest + pre2[1]);
    const behind = meanBetween(energy, row, highest + norm1[0], highest + norm2[1]);
    if (!isOutside(before, below) && !isOutside(behind, above)) continue;
    return [
      {
        code: 'not-from-0-to-1',
        message:
          `The spectra were divided by nothing, and lie at ${before.toPrecision(3)} before the edge and at ` +
          `${behind.toPrecision(3)} behind it: positions at half a step, and by the integral, are no edge positions. ` +
          'Normalize them (normalization; command: --normalization step, without --keep-normalization).',
      },
    ];
  }
  return [];
}
