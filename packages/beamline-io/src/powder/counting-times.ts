import type { OperandoWarning } from '@operando/core';
import type { TableColumn } from '../table/column-table.js';

/** Times of a scan that differ by less are the same: clocks of diffractometers tremble. */
const tolerance = 0.02;

/** What a table says of the times for which its points were counted. */
export interface CountingTimes {
  readonly channels: readonly TableColumn[];
  readonly warnings: readonly OperandoWarning[];
}

/** Seconds of each point as a column, with a word where they differ: counts of points that were counted longer are larger. */
export function countingTimes(seconds: Float64Array | undefined): CountingTimes {
  if (seconds === undefined || seconds.length === 0) return { channels: [], warnings: [] };
  const low = seconds.reduce((least, value) => Math.min(least, value), Infinity);
  const high = seconds.reduce((most, value) => Math.max(most, value), 0);
  if (high <= low * (1 + tolerance)) return { channels: [], warnings: [] };
  return {
    channels: [{ label: 'counting time', unit: 's', role: 'channel', values: seconds }],
    warnings: [
      {
        code: 'counting-times-differ',
        message: `The points were counted for ${low} to ${high} s; their intensities stand as they are.`,
      },
    ],
  };
}
