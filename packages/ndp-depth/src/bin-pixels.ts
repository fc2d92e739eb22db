import { createSeries, flatMask, flatValues, OperandoError } from '@operando/core';
import type { Series } from '@operando/core';
import { countedAxis } from './counted-axis.js';

/**
 * Counts of a position-resolved detector [time x y x x x channel] with so many columns and rows of its pixels brought together in
 * one; the last are of fewer where they do not divide. Masked channels are left out of the sums, and are masked where any is.
 *
 * @throws OperandoError `shape-mismatch` for other dimensions, `invalid-argument` for a number that is none.
 */
export function binPixels<Name extends string, Unit extends string>(
  series: Series<Name, Unit>,
  together: number,
): Series<Name, Unit> {
  const { dims, signal: given, axis, time, channels, metadata, provenance } = series;
  if (dims.length !== 4)
    throw new OperandoError('shape-mismatch', `the series has the dimensions ${dims.join(', ')}.`, {
      cure: 'Give one of time, y, x and channel.',
    });
  if (!(Number.isInteger(together) && together >= 1))
    throw new OperandoError('invalid-argument', `pixels is ${together}.`, {
      where: { parameter: 'pixels' },
      cure: 'It is how many columns and rows are brought together: 1, 2, 4, ...',
    });
  if (together === 1) return series;
  const [frames, rows, columns, size] = given.shape as [number, number, number, number];
  const [height, width] = [Math.ceil(rows / together), Math.ceil(columns / together)];
  const values = flatValues(given);
  const masked = series.mask === undefined ? undefined : flatMask(series.mask);
  const signal = new Float64Array(frames * height * width * size);
  const mask = masked === undefined ? undefined : new Uint8Array(signal.length);
  let from = 0;
  for (let f = 0; f < frames; f++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++, from += size) {
        const at = ((f * height + Math.floor(y / together)) * width + Math.floor(x / together)) * size;
        for (let i = 0; i < size; i++) {
          if (masked?.[from + i] === 1) mask![at + i] = 1;
          else signal[at + i]! += values[from + i]!;
        }
      }
  return createSeries({
    signal,
    dims,
    axis,
    coordinates: { [dims[1]!]: countedAxis(height), [dims[2]!]: countedAxis(width) },
    time,
    mask,
    channels,
    metadata,
    provenance: [...provenance, { step: 'ndp-depth/binPixels', options: { pixels: together }, warnings: [] }],
  });
}
