import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { momentsOf, splitLabel } from '@operando/beamline-io';
import type { DateOrder } from '@operando/beamline-io';

/** Times that dates say. */
export interface DatedTimes {
  /** Seconds after the first row. */
  readonly time: Float64Array;
  /** UNIX seconds of the first row. */
  readonly epoch: number;
  readonly zone: string;
  readonly warnings: readonly OperandoWarning[];
}

/** Heads of columns that may hold dates, the likeliest first. */
const heads = [/^date[ _/-]?time/i, /^time[ _-]?stamp/i, /^(?:time|start(?:[ _]time)?)$/i, /^(?:date|datum|zeit.*)$/i];

/**
 * Times of a table whose only column of times holds dates: seconds after the first row.
 *
 * @param words Columns of words by their heads. @param order Of dates that can be read in two ways.
 * @returns undefined where no head is that of such a column.
 * @throws OperandoError `bad-number` for a cell that is no date.
 */
export function datedTimes(
  words: Readonly<Record<string, readonly string[]>>,
  order: DateOrder | undefined,
): DatedTimes | undefined {
  const labels = Object.keys(words);
  const label = heads.flatMap((head) => labels.filter((each) => head.test(splitLabel(each).name)))[0];
  if (label === undefined) return undefined;
  const { clock, zone, warnings } = momentsOf(words[label]!, label, undefined, order);
  const blank = clock.findIndex(Number.isNaN);
  if (blank >= 0)
    throw new OperandoError('bad-number', 'a row has no date.', {
      where: { row: blank, column: label },
      cure: 'Give it one, or remove this row.',
    });
  const [epoch = 0] = clock;
  return { time: clock.map((moment) => moment - epoch), epoch, zone, warnings };
}
