import type { JsonValue, OperandoWarning } from '@operando/core';
import type { TableTime } from '../table/column-table.js';
import { dateOrderOf, parseDateTime } from './date-time.js';
import type { DateOrder, ReadMoment } from './date-time.js';
import { said } from './said.js';

/** How to read a moment that a header states. */
export interface StatedMomentOptions {
  /** The field's name, for messages. */
  readonly label: string;
  /** Order of day and month, where the user gave it. */
  readonly order?: DateOrder | undefined;
  /** Other dates of the file, which may show the order. @default none */
  readonly dates?: readonly string[] | undefined;
  /** Order that the program uses where nothing else tells. */
  readonly usual?: DateOrder | undefined;
  /** Line of the file, from 1. */
  readonly line?: number | undefined;
}

/**
 * The moment that a header states; a text that is no date, or that could be read in two ways, is a warning.
 * @param stated undefined or blank where the header says nothing.
 */
export function statedMoment(
  stated: JsonValue | undefined,
  { label, order, dates = [], usual, line }: StatedMomentOptions,
): { readonly moment?: ReadMoment; readonly warnings: readonly OperandoWarning[] } {
  const text = typeof stated === 'string' || typeof stated === 'number' ? String(stated) : '';
  if (text.trim() === '') return { warnings: [] };
  const where = line === undefined ? {} : { where: { line } };
  const decided = order ?? dateOrderOf([text, ...dates]) ?? usual;
  const moment = parseDateTime(text, decided);
  if (moment === undefined)
    return {
      warnings: [
        {
          code: 'date-unreadable',
          message: said`"${label}: ${text.trim().slice(0, 60)}" is no date that is understood; no time is known from it.`,
          ...where,
        },
      ],
    };
  if (!moment.ambiguous || decided !== undefined) return { moment, warnings: [] };
  return {
    moment,
    warnings: [
      {
        code: 'date-ambiguous',
        message: said`"${text.trim()}" was read with the month first; pass dateOrder if that is wrong (command: --frame-date-order; of a cycler log --date-order).`,
        ...where,
      },
    ],
  };
}

/** Start and, where a header states an end after it, duration; warnings as {@link statedMoment}. */
export function statedTimes(
  start: JsonValue | undefined,
  end: JsonValue | undefined,
  options: StatedMomentOptions,
): { readonly time?: TableTime; readonly warnings: readonly OperandoWarning[] } {
  const from = statedMoment(start, options);
  if (from.moment === undefined) return { warnings: from.warnings };
  const to = statedMoment(end, { ...options, label: `${options.label} (end)` });
  const { epoch, zone } = from.moment;
  const duration = to.moment === undefined ? 0 : to.moment.epoch - epoch;
  const backwards: readonly OperandoWarning[] =
    duration < 0
      ? [
          {
            code: 'header-invalid',
            message: said`"${options.label}": its end lies ${-duration} s before its start; how long it took is not known.`,
          },
        ]
      : [];
  // Start and end are written alike: that both can be read in two ways is told once.
  const warnings = [
    ...from.warnings,
    ...to.warnings.filter(({ code }) => !from.warnings.some((warning) => warning.code === code)),
    ...backwards,
  ];
  return { time: { epoch, zone, ...(duration > 0 ? { duration } : {}) }, warnings };
}
