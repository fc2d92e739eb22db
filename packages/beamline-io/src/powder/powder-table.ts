import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnTable, TableColumn, TableTime } from '../table/column-table.js';
import { said } from '../text/said.js';

/** What an abscissa is: its label, unit and role, without its values. */
export type PowderAxis = Omit<TableColumn, 'values'>;

/** Two-theta in degrees. */
export const twoThetaAxis: PowderAxis = { label: '2theta', unit: 'deg', role: 'two-theta' };
/** Time of flight of neutrons in microseconds. */
export const timeOfFlightAxis: PowderAxis = { label: 'time of flight', unit: 'us', role: 'time-of-flight' };
/** Another angle than two-theta, as of rocking curves. */
export const otherAngleAxis: PowderAxis = { label: 'angle', unit: 'deg' };

/** What a powder format gives besides its columns. */
export interface PowderExtras {
  readonly metadata?: ColumnTable['metadata'];
  readonly scalars?: ColumnTable['scalars'];
  readonly time?: TableTime | undefined;
  readonly warnings?: readonly OperandoWarning[];
  /** What the abscissa is. @default two-theta in degrees */
  readonly axis?: PowderAxis | undefined;
  /** Of the intensity. @default none, as for counts */
  readonly unit?: string | undefined;
  /** Standard deviations. */
  readonly sigma?: Float64Array | undefined;
  /** What was recorded beside them. */
  readonly channels?: readonly TableColumn[];
  /** Line of the first value, from 1, and how many values stand in a line. */
  readonly firstLine?: number;
  readonly perLine?: number;
  /** Line of each value, where these do not stand in lines of equal length. */
  readonly lines?: Int32Array | undefined;
}

/** A table of an abscissa (two-theta), intensity and, where known, standard deviation. */
export function powderTable(
  format: string,
  abscissa: Float64Array,
  intensity: Float64Array,
  extras: PowderExtras,
): ColumnTable {
  const { sigma, time, firstLine = 1, perLine = 1, channels = [] } = extras;
  const columns: TableColumn[] = [
    { ...(extras.axis ?? twoThetaAxis), values: abscissa },
    {
      label: 'intensity',
      ...(extras.unit === undefined ? {} : { unit: extras.unit }),
      role: 'intensity',
      values: intensity,
    },
    ...(sigma === undefined ? [] : [{ label: 'sigma', role: 'sigma' as const, values: sigma }]),
    ...channels,
  ];
  return {
    format,
    columns,
    rows: abscissa.length,
    lines: extras.lines ?? Int32Array.from(abscissa, (_, i) => firstLine + Math.floor(i / perLine)),
    metadata: extras.metadata ?? {},
    scalars: extras.scalars ?? {},
    ...(time === undefined ? {} : { time }),
    warnings: extras.warnings ?? [],
  };
}

/** Angles of a scan of constant step. @throws OperandoError when there are fewer than two points. */
export function steppedAngles(start: number, end: number, points: number, line?: number): Float64Array {
  if (points < 2 || !Number.isFinite(start + end)) {
    throw new OperandoError('malformed-file', `a scan of ${points} points from ${start} to ${end} degrees.`, {
      ...(line === undefined ? {} : { where: { line } }),
      cure: 'Export it again.',
    });
  }
  return Float64Array.from({ length: points }, (_, i) => start + ((end - start) * i) / (points - 1));
}

/**
 * Numbers of a text, each of which must be one.
 * @param separator What keeps them apart. @default blanks, commas and semicolons
 * @throws OperandoError `bad-number` with the line.
 */
export function numbersOf(text: string, line?: number, separator: RegExp = /[\s,;]+/): Float64Array {
  const words = text.trim().split(separator);
  return Float64Array.from(words, (word, i) => {
    const value = Number(word);
    if (word === '' || !Number.isFinite(value)) {
      throw new OperandoError(
        'bad-number',
        said`${JSON.stringify(word.slice(0, 40))} is no number (value ${i + 1}).`,
        line === undefined ? {} : { where: { line } },
      );
    }
    return value;
  });
}

/** Warning about a scan whose angle is, or may be, another than two-theta. */
export function otherAxisWarning(name: string): OperandoWarning {
  return {
    code: 'axis-unknown',
    message: said`The scan is over ${JSON.stringify(name.slice(0, 40))}: its angle is not two-theta.`,
  };
}
