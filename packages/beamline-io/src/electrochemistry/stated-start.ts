import type { JsonValue, OperandoWarning } from '@operando/core';
import { dateOrderOf, parseDateTime } from '../text/date-time.js';
import type { DateOrder, ReadMoment } from '../text/date-time.js';

/** How to read the start that a header states. */
export interface StatedStartOptions {
  /** The field's name, for messages. */
  readonly label: string;
  /** Order of day and month, where the user gave it. */
  readonly order: DateOrder | undefined;
  /** Other dates of the file, which may show the order. @default none */
  readonly dates?: readonly string[];
  /** Order that the program uses where nothing else tells. */
  readonly usual?: DateOrder;
}

/**
 * The start that a header states; a text that is no date, or that could be read in two ways, is a warning.
 * @param stated undefined or blank where the header says nothing.
 */
export function statedStart(stated: JsonValue | undefined, { label, order, dates = [], usual }: StatedStartOptions): { readonly moment?: ReadMoment; readonly warnings: readonly OperandoWarning[] } {
  const text = typeof stated === 'string' || typeof stated === 'number' ? String(stated) : '';
  if (text.trim() === '') return { warnings: [] };
  const decided = order ?? dateOrderOf([text, ...dates]) ?? usual;
  const moment = parseDateTime(text, decided);
  if (moment === undefined) return { warnings: [{ code: 'date-unreadable', message: `"${label}: ${text.slice(0, 60)}" is no date that is understood; the start of the test is not known from it.` }] };
  if (!moment.ambiguous || decided !== undefined) return { moment, warnings: [] };
  return { moment, warnings: [{ code: 'date-ambiguous', message: `"${text}" was read with the month first; pass dateOrder if that is wrong.` }] };
}
