import { splitUnitNumber } from '@operando/core';
import { splitLabel } from '../table/column-table.js';
import type { ColumnTable, TableColumn, TableTime } from '../table/column-table.js';
import { said } from '../text/said.js';

/** Clocks that run through a scan, in seconds where they state nothing else. */
const clock = /^(?:elapsed[ _]?time|epoch|real[ _]?time[ _]?clock|time[ _]?stamp|timestamp|unix[ _]?time)$/i;
/** How long each point was counted. */
const countTime =
  /^(?:scaler[ _]?)?(?:count(?:ing)?|integration|acquisition|exposure|dwell|acq)[ _]?time$|^scaler preset time$|^seconds$|^sec$/i;
/** A scan of a month is none. */
const longest = 3e6;

const secondsPer: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  ms: 1e-3,
  us: 1e-6,
  min: 60,
  h: 3600,
};

/** Seconds per unit of a column; undefined for what is no time. */
function factorOf({ label, unit = splitLabel(label).unit }: TableColumn): number | undefined {
  if (unit === undefined) return 1;
  const split = splitUnitNumber(unit);
  const each = Object.hasOwn(secondsPer, split.unit.toLowerCase()) ? secondsPer[split.unit.toLowerCase()] : undefined;
  return each === undefined ? undefined : each * split.coefficient;
}

/** Fields of a header that say it as a number, or a number with its unit. */
const stated = /(?:^|[._ ])(?:duration|elapsed[_ ]?time|scan[_ ]?time|collection[_ ]?time|total[_ ]?time)$/i;

/** What a header says: `Scan.duration: 40 min`. */
function statedDuration({ metadata }: ColumnTable): readonly [seconds: number, field: string] | undefined {
  for (const [field, value] of Object.entries(metadata)) {
    if (!stated.test(field) || (typeof value !== 'number' && typeof value !== 'string')) continue;
    const [, number, unit = 's'] = /^([\d.]+(?:e[+-]?\d+)?)\s*([a-z]+)?$/i.exec(String(value).trim()) ?? [];
    const each = Object.hasOwn(secondsPer, unit.toLowerCase()) ? secondsPer[unit.toLowerCase()]! : Number.NaN;
    const seconds = Number(number) * each;
    if (seconds > 0 && seconds < longest) return [seconds, field];
  }
  return undefined;
}

/** From the first point of a clock to its last, and as long as a usual step more. */
function clockDuration(values: Float64Array): number | undefined {
  const steps = Float64Array.from({ length: values.length - 1 }, (_, i) => values[i + 1]! - values[i]!);
  if (steps.length === 0 || !steps.every((step) => step >= 0)) return undefined;
  return values.at(-1)! - values[0]! + steps.sort()[steps.length >> 1]!;
}

/**
 * How long a scan took, where its header says only when it began: as another field says, by a clock among its columns, else the sum of
 * its counting times.
 * @returns The time as it is where it has a duration, or nothing tells.
 */
export function withDuration(table: ColumnTable): TableTime | undefined {
  const { time, columns } = table;
  if (time === undefined || time.duration !== undefined) return time;
  const [seconds, field] = statedDuration(table) ?? [];
  if (seconds !== undefined) return { ...time, duration: seconds, note: said`Exposures are ${field} of the headers` };
  const named = (pattern: RegExp): TableColumn | undefined =>
    columns.find(({ label, values }) => pattern.test(splitLabel(label).name.trim()) && values.every(Number.isFinite));
  const running = named(clock);
  const counted = named(countTime);
  const spans = [
    running && ([running, clockDuration(running.values)] as const),
    counted &&
      ([
        counted,
        counted.values.every((value) => value > 0) ? counted.values.reduce((sum, value) => sum + value, 0) : undefined,
      ] as const),
  ];
  for (const span of spans) {
    const [column, length] = span ?? [];
    const factor = column === undefined ? undefined : factorOf(column);
    if (column === undefined || length === undefined || factor === undefined) continue;
    const duration = length * factor;
    if (duration > 0 && duration < longest)
      return {
        ...time,
        duration,
        note:
          column === running
            ? said`Exposures are those of the column ${column.label}`
            : said`Exposures are sums of the column ${column.label}`,
      };
  }
  return time;
}
