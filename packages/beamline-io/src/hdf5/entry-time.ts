import type { OperandoWarning } from '@operando/core';
import type { TableTime } from '../table/column-table.js';
import { statedTimes } from '../text/stated-moment.js';
import type { Hdf5File } from './file.js';
import { columnFieldOf, nexusGroup } from './nexus-field.js';
import { memberPath, textAt } from './nexus-members.js';
import { secondsOfUnit } from './time-unit.js';

/** Where an entry may say how long it took, as a number: NXentry's own fields, and BLISS's counter, whose last value it is. */
const lengths: readonly (readonly [group: string, name: string])[] = [
  ['', 'duration'],
  ['', 'collection_time'],
  ['', 'elapsed_time'],
  ['measurement', 'elapsed_time'],
];

/** How long an entry took by its numbers, in seconds. */
function lengthOf(
  file: Hdf5File,
  entry: string,
  warnings: OperandoWarning[],
): { readonly duration: number; readonly note: string } | undefined {
  for (const [inner, name] of lengths) {
    const path = inner === '' ? entry : memberPath(entry, inner);
    if (file.kind(memberPath(path, name)) !== 'numbers') continue;
    const dataset = columnFieldOf(file, nexusGroup(file, path), name, warnings);
    if (dataset === undefined || dataset.shape.length > 1) continue;
    const seconds = secondsOfUnit(name, dataset, warnings);
    const last = dataset.readAll().at(-1);
    const duration = seconds === undefined || last === undefined ? 0 : last * seconds;
    if (duration > 0 && Number.isFinite(duration)) return { duration, note: memberPath(path, name) };
  }
  return undefined;
}

/** When an entry began, and how long it took: by `start_time` and `end_time`, else by its numbers. */
export function entryTime(file: Hdf5File, entry: string, warnings: OperandoWarning[]): TableTime | undefined {
  const [start, end] = ['start_time', 'end_time'].map((name) => textAt(file, memberPath(entry, name)));
  const { time, warnings: told } = statedTimes(start, end, { label: 'start_time' });
  warnings.push(...told);
  if (time === undefined || time.duration !== undefined) return time;
  return { ...time, ...lengthOf(file, entry, warnings) };
}
