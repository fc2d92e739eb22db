import { axisPoints, OperandoError, unmaskedValues } from '@operando/core';
import type { NamedSource, Series } from '@operando/core';
import { readColumnSeriesFrom } from '@operando/beamline-io';

/** A pattern of the cell without what is looked for. */
export type EmptyCell = Series<'two-theta', 'deg'>;

/** Read the pattern of an empty cell. @throws OperandoError as `readColumnSeriesFrom`, with the file. */
export async function readEmptyCell(source: NamedSource | undefined): Promise<EmptyCell | undefined> {
  return source === undefined
    ? undefined
    : readColumnSeriesFrom([source], { axis: { name: 'two-theta', unit: 'deg' }, sigma: 'auto', timeStep: 1 });
}

/**
 * The pattern of an empty cell at the angles of others, by straight lines between its points; 0 at angles that are not used.
 *
 * @param range Of the angles that are used, degrees.
 * @throws OperandoError `invalid-argument` for more than one pattern, `outside-range` where it ends before the angles do,
 * `non-finite` for points without a value.
 */
export function emptyCellAt(
  empty: EmptyCell,
  twoTheta: Float64Array,
  range: readonly [number, number] = [-Infinity, Infinity],
): Float64Array {
  const where = { parameter: 'background.pattern' };
  if (empty.time.start.length !== 1)
    throw new OperandoError('invalid-argument', `the empty cell has ${empty.time.start.length} patterns.`, {
      where,
      cure: 'Give a single one, as their mean.',
    });
  const own = axisPoints(empty.axis);
  const values = unmaskedValues(empty);
  const used = twoTheta.filter((angle) => angle >= range[0] && angle <= range[1]);
  // Rounded ends of one grid are the same.
  const slack = 0.01 * (own[1]! - own[0]!);
  if (used.length > 0 && (used[0]! < own[0]! - slack || used.at(-1)! > own.at(-1)! + slack))
    throw new OperandoError(
      'outside-range',
      `the empty cell was measured from ${own[0]} to ${own.at(-1)} degrees, the patterns from ${used[0]} to ${used.at(-1)}.`,
      { where, cure: 'Refine the part that both have (fit; command: --fit).' },
    );
  let k = 0;
  return twoTheta.map((angle) => {
    if (angle < range[0] || angle > range[1]) return 0;
    while (k < own.length - 2 && own[k + 1]! <= angle) k++;
    const share = Math.min(1, Math.max(0, (angle - own[k]!) / (own[k + 1]! - own[k]!)));
    // A neighbour without weight may be without a value.
    const value = (share < 1 ? values[k]! * (1 - share) : 0) + (share > 0 ? values[k + 1]! * share : 0);
    if (Number.isFinite(value)) return value;
    throw new OperandoError('non-finite', `the empty cell has no value at ${angle} degrees.`, {
      where,
      cure: 'Leave its bad points out of the file: straight lines go between the others.',
    });
  });
}
