import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { withFullYear } from '../text/date-time.js';
import type { DateOrder } from '../text/date-time.js';
import { parseNumberTable } from '../text/number-table.js';
import type { NumberTable } from '../text/number-table.js';
import { rowSyntaxes } from '../text/row-parser.js';
import { statedTimes } from '../text/stated-moment.js';
import { headerNumber } from './header-number.js';
import { otherAngleAxis, otherAxisWarning, powderTable } from './powder-table.js';
import { positiveScalar, radiationScalars } from './radiation.js';

/** What a header of Rigaku says of a scan, as it is written. */
export interface RigakuHeader {
  /** The drives: `TwoThetaTheta`, `2-Theta`, `Omega`. */
  readonly axis?: string | undefined;
  readonly intensityUnit?: string | undefined;
  readonly step?: string | undefined;
  readonly speed?: string | undefined;
  /** `deg/min`, `sec/step`. */
  readonly speedUnit?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly alpha1?: string | undefined;
  readonly alpha2?: string | undefined;
  readonly points?: string | undefined;
}

/** Seconds of a step, where the speed is one of time or of angle; NaN for others. */
export function rigakuSeconds({ speed, speedUnit = '', step }: RigakuHeader): number {
  if (/^sec/i.test(speedUnit)) return headerNumber(speed);
  return /^deg.*min/i.test(speedUnit) ? (60 * headerNumber(step)) / headerNumber(speed) : Number.NaN;
}

/** The unit of the intensities; undefined for counts. */
export function rigakuUnit(text = ''): string | undefined {
  if (text === '' || /^counts?\.?$/i.test(text)) return undefined;
  return /^cps$/i.test(text) ? 'counts/s' : text;
}

/** Whether drives are not, or not only by their name, those of two-theta: rocking curves, phi and chi scans. */
export const isOtherDrive = (axis: string): boolean => axis !== '' && !/two-?theta|2-?theta/i.test(axis);

/** Rows of a Rigaku scan: angle, intensity and the factor of the attenuator. */
export function rigakuRows(lines: readonly string[], from: number, to: number): NumberTable {
  return parseNumberTable(lines, { syntax: rowSyntaxes[0]!, columns: 3, from, to, skip: (line) => line.trim() === '' });
}

/**
 * The table of a Rigaku scan; intensities are multiplied by the factors.
 * @throws OperandoError `truncated-file` for fewer rows than are announced.
 */
export function rigakuTable(
  format: string,
  { columns, lines, rows }: NumberTable,
  metadata: Record<string, JsonValue>,
  header: RigakuHeader,
  dateOrder?: DateOrder,
): ColumnTable {
  const [angle, raw, factor] = columns as [Float64Array, Float64Array, Float64Array];
  const points = headerNumber(header.points);
  if (rows < points)
    throw new OperandoError('truncated-file', `${rows} of ${points} points are there.`, {
      ...(lines.length === 0 ? {} : { where: { line: lines.at(-1)! } }),
      cure: 'The file seems cut short: copy it again.',
    });
  const { axis = '' } = header;
  const isOther = isOtherDrive(axis);
  const [start, end] = [header.start, header.end].map((text) => withFullYear(text ?? ''));
  const { time, warnings } = statedTimes(start, end, { label: 'start of the scan', order: dateOrder });
  return powderTable(
    format,
    angle,
    raw.map((value, i) => value * factor[i]!),
    {
      ...(isOther ? { axis: otherAngleAxis } : {}),
      unit: rigakuUnit(header.intensityUnit),
      metadata,
      scalars: {
        ...radiationScalars({ alpha1: headerNumber(header.alpha1), alpha2: headerNumber(header.alpha2) }),
        ...positiveScalar('time_per_step', rigakuSeconds(header), 's'),
      },
      time,
      lines,
      warnings: [...warnings, ...(isOther ? [otherAxisWarning(axis)] : [])],
    },
  );
}
