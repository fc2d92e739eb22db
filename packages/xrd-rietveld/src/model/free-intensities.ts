import { OperandoError } from '@operando/core';
import type { PhaseLines } from './compile.js';

/** Columns of free intensities: the lines of each group at intensity 1, within a window. */
export interface FreeColumns {
  readonly columns: readonly Float64Array[];
  /** Window of each column: first point and the one after the last. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Values that the lines were worked out with. */
  readonly values: Float64Array;
  /** Where the groups of each phase begin. */
  readonly offsets: Int32Array;
  /** Make the columns empty. */
  clear(): void;
  /** Take free intensities over into the lines of their phases. */
  distribute(values: Float64Array): void;
  /** Add a line of unit area at points from..to. */
  add(phase: number, reflection: number, factor: number, line: Float64Array, from: number, to: number): void;
}

/** Free intensities at most: their equations grow with the square. */
const most = 2000;

/**
 * Room for the free intensities of all phases; of those with structure factors there are none.
 *
 * @throws OperandoError `too-large` for more than 2000 of them.
 */
export function createFreeColumns(phases: readonly PhaseLines[], points: number): FreeColumns {
  const counts = phases.map(({ groups }) => groups?.count ?? 0);
  const offsets = Int32Array.from(counts, (_, p) => counts.slice(0, p).reduce((sum, count) => sum + count, 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total > most) {
    throw new OperandoError('too-large', `${total} free intensities are more than the ${most} that can be fitted`, {
      where: { parameter: 'method' },
      cure: 'Shorten the range of angles, or give the phase with most lines a structure',
    });
  }
  const columns = Array.from({ length: total }, () => new Float64Array(points));
  const from = new Int32Array(total).fill(points);
  const to = new Int32Array(total);
  const values = new Float64Array(total);
  return {
    columns,
    from,
    to,
    values,
    offsets,
    clear() {
      columns.forEach((column, k) => {
        if (to[k]! > from[k]!) column.fill(0, from[k], to[k]);
      });
      from.fill(points);
      to.fill(0);
    },
    distribute(all) {
      values.set(all);
      phases.forEach(({ groups, free }, p) => {
        if (groups === undefined) return;
        for (let i = 0; i < free.length; i++) free[i] = values[offsets[p]! + groups.group[i]!]! * groups.share[i]!;
      });
    },
    add(phase, reflection, factor, line, first, last) {
      const groups = phases[phase]!.groups!;
      const k = offsets[phase]! + groups.group[reflection]!;
      const column = columns[k]!;
      const own = factor * groups.share[reflection]!;
      for (let i = first; i < last; i++) column[i]! += own * line[i - first]!;
      from[k] = Math.min(from[k]!, first);
      to[k] = Math.max(to[k]!, last);
    },
  };
}
