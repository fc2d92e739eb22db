import { describeSweep, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';

/** A spectrum on an increasing grid. */
export interface GriddedSpectrum {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** How many values were averaged at each coordinate, where any were. */
  readonly averaged?: Float64Array;
  readonly warnings: readonly OperandoWarning[];
}

/** Whether all are finite and each is above the one before. */
export function isIncreasing(x: Float64Array): boolean {
  // Of increasing numbers only the last can be infinite.
  if (x.at(-1) === Number.POSITIVE_INFINITY) return false;
  let before = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < x.length; row++) {
    const value = x[row]!;
    if (!(value > before)) return false;
    before = value;
  }
  return true;
}

/**
 * Bring a measured spectrum on to an increasing grid: a falling one is
 * reversed, rows out of order are sorted, values at one coordinate averaged. Every
 * repair is a warning.
 *
 * @param lines File line of each row, for messages.
 * @throws OperandoError `unsplit-sweep` when the coordinate runs up and down over more than a tenth
 * of its range, `non-finite` with the line for a missing coordinate.
 */
export function increasingGrid(x: Float64Array, y: Float64Array, lines: Int32Array): GriddedSpectrum {
  const warnings: OperandoWarning[] = [];
  // As nearly all files are: nothing to repair.
  if (isIncreasing(x)) return { x: x.slice(), y: y.slice(), warnings };
  const missing = x.findIndex((value) => !Number.isFinite(value));
  if (missing >= 0) {
    throw new OperandoError('non-finite', `the coordinate is ${x[missing]}.`, {
      where: { line: lines[missing]!, row: missing },
      cure: 'Remove this row.',
    });
  }
  const { descents, rise, fall, turn, turns } = describeSweep(x);
  let order = Array.from(x.keys());
  if (descents > 0) {
    if (turns) {
      throw new OperandoError('unsplit-sweep', `the scan turns at ${x[turn]}.`, {
        where: { line: lines[turn]!, row: turn },
        cure: 'Split it into its up and down sweeps (sweeps; command: --sweeps up, down or both).',
      });
    }
    order = order.sort((a, b) => x[a]! - x[b]! || a - b);
    const firstBack = x.findIndex((value, row) => row > 0 && value < x[row - 1]!);
    warnings.push(
      fall > rise
        ? {
            code: 'descending-reversed',
            message: 'The coordinate descends; the rows were sorted ascending, all columns together.',
          }
        : {
            code: 'rows-sorted',
            message: `The coordinate steps back ${descents} times, first at line ${lines[firstBack]}; the rows were sorted.`,
            where: { line: lines[firstBack]! },
          },
    );
  }
  const outX: number[] = [];
  const outY: number[] = [];
  const members: number[] = [];
  let repeats = 0;
  let firstRepeat = -1;
  for (const row of order) {
    const last = outX.length - 1;
    if (last >= 0 && x[row] === outX[last]) {
      if (firstRepeat < 0 || row < firstRepeat) firstRepeat = row;
      repeats++;
      members[last]!++;
      outY[last]! += (y[row]! - outY[last]!) / members[last]!;
    } else {
      outX.push(x[row]!);
      outY.push(y[row]!);
      members.push(1);
    }
  }
  if (repeats > 0) {
    warnings.push({
      code: 'repeated-averaged',
      message: `${repeats} coordinates occur again, first at line ${lines[firstRepeat]}; their values were averaged.`,
      where: { line: lines[firstRepeat]! },
    });
  }
  return {
    x: Float64Array.from(outX),
    y: Float64Array.from(outY),
    ...(repeats > 0 ? { averaged: Float64Array.from(members) } : {}),
    warnings,
  };
}
