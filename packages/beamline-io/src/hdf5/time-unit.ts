import { splitUnitNumber } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { splitLabel } from '../table/column-table.js';
import type { Hdf5Dataset } from './file.js';
import { unitOf, word } from './nexus-members.js';
import { said, shown } from '../text/said.js';

/** Seconds of a unit of time, by its spellings in lower case. */
const secondsOf: ReadonlyMap<string, number> = new Map(
  (
    [
      [1, 's sec secs second seconds'],
      [1e-3, 'ms msec millisecond milliseconds'],
      [1e-6, 'us µs μs usec microsecond microseconds'],
      [1e-9, 'ns nsec nanosecond nanoseconds'],
      [60, 'min mins minute minutes'],
      [3600, 'h hr hrs hour hours'],
      [86_400, 'd day days'],
    ] as const
  ).flatMap(([seconds, names]) => names.split(' ').map((name) => [name, seconds] as const)),
);

/** A unit of time: how many seconds, and since when (`seconds since 2024-01-01T00:00:00`). */
export interface TimeUnit {
  readonly seconds: number;
  readonly since?: string;
}

/** A unit of time by its spelling; undefined for another. */
export function timeUnit(text: string): TimeUnit | undefined {
  const [stated = '', since] = text.trim().split(/\s+since\s+/i);
  const { coefficient, unit } = splitUnitNumber(stated);
  // `milli_second`, as UDUNITS has it.
  const each = secondsOf.get(unit.toLowerCase().replaceAll('_', ''));
  const seconds = each === undefined ? undefined : coefficient * each;
  return seconds === undefined ? undefined : { seconds, ...(since === undefined ? {} : { since }) };
}

/** Whether a name says that it is of times. */
export function isTimeName(name: string): boolean {
  return /time|epoch/i.test(name);
}

/** The unit of times: as the file says it, else as their label has it (`time (ms)`), else as their name ends (`time_ms`) or in seconds, with a warning. */
export function unitOfTimes(
  name: string,
  { attributes }: Hdf5Dataset,
  warnings: OperandoWarning[],
): TimeUnit | undefined {
  const stated = unitOf(attributes);
  if (stated !== undefined) return timeUnit(stated);
  for (const label of [word(attributes['long_name']), word(attributes['name']), name]) {
    const { unit } = splitLabel(label ?? '');
    if (unit !== undefined) return timeUnit(unit);
  }
  const ending = /_([a-zµμ]+)$/i.exec(name)?.[1] ?? '';
  const named = timeUnit(ending);
  warnings.push({
    code: 'unit-assumed',
    message: said`${name} has no unit; ${named === undefined ? 's' : ending} was assumed.`,
    where: { column: shown(name) },
  });
  return named ?? { seconds: 1 };
}

/** That times are in a unit that is none of time. */
export function unknownUnit(name: string, unit: string | undefined): OperandoWarning {
  return {
    code: 'unknown-unit',
    message: said`${name} is in ${JSON.stringify((unit ?? '').slice(0, 30))}, which is no unit of time known here; it was not used.`,
    where: { column: shown(name) },
  };
}

/** Seconds of the unit of times; undefined, with a warning, for one that is not known. */
export function secondsOfUnit(name: string, dataset: Hdf5Dataset, warnings: OperandoWarning[]): number | undefined {
  const unit = unitOfTimes(name, dataset, warnings);
  if (unit === undefined) warnings.push(unknownUnit(name, unitOf(dataset.attributes)));
  return unit?.seconds;
}
