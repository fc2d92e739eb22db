import { OperandoError } from '@operando/core';
import type { Electrochemistry } from '@operando/core';
import { parseDateTime } from '../text/date-time.js';
import type { ReadMoment } from '../text/date-time.js';
import { said } from '../text/said.js';

/** A log and the file it came from. */
export interface NamedLog {
  readonly name: string;
  readonly table: Electrochemistry;
}

function startOf(text: string): ReadMoment {
  const moment = parseDateTime(text);
  if (moment !== undefined && !moment.ambiguous) return moment;
  throw new OperandoError('invalid-argument', said`"${text}" is no date and time that can be read in one way only.`, {
    where: { parameter: 'cyclerStart' },
    cure: 'Write it as 2024-05-01T08:00:00, with Z or an offset such as +02:00 behind it where the zone is known.',
  });
}

/**
 * Logs with the moments at which their elapsed time reads zero, for those that have no dates of their own.
 *
 * @param starts One for each log without dates, in the order of the logs: ISO 8601; without a zone it is on the clock that
 * files without a zone are on (`unstated`).
 * @throws OperandoError `invalid-argument` for what is no date, for more or fewer than there are logs without dates.
 */
export function withStarts(logs: readonly NamedLog[], starts: readonly string[]): Electrochemistry[] {
  if (starts.length === 0) return logs.map(({ table }) => table);
  const undated = logs.filter(({ table }) => table.epoch === undefined);
  if (undated.length === 0) {
    throw new OperandoError('invalid-argument', 'a start is given, but the log has dates of its own.', {
      where: { parameter: 'cyclerStart', ...(logs[0] === undefined ? {} : { file: logs[0].name }) },
      cure: "Leave cyclerStart out; seconds are added to the log's clock by clockOffset (command: --clock-offset).",
    });
  }
  if (undated.length !== starts.length) {
    const names = undated.map(({ name }) => name).join(', ');
    const given = starts.length === 1 ? '1 start is' : `${starts.length} starts are`;
    const needed = undated.length === 1 ? '1 log has' : `${undated.length} logs have`;
    throw new OperandoError('invalid-argument', said`${given} given, but ${needed} no dates: ${names}.`, {
      where: { parameter: 'cyclerStart' },
      cure: 'Give one for each of these logs, in this order.',
    });
  }
  const moments = new Map(undated.map((log, k) => [log, startOf(starts[k]!)]));
  return logs.map((log) => {
    const moment = moments.get(log);
    return moment === undefined ? log.table : { ...log.table, epoch: moment.epoch, zone: moment.zone };
  });
}
