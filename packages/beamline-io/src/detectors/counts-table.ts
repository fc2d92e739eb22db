import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import type { ColumnTable, TableTime } from '../table/column-table.js';
import { said } from '../text/said.js';

/** What a multichannel analyser's file gives besides its counts. */
export interface CountsExtras {
  /** Number of the first channel. @default 0 */
  readonly firstChannel?: number;
  readonly liveTime?: number | undefined;
  readonly realTime?: number | undefined;
  readonly time?: TableTime | undefined;
  readonly metadata?: Readonly<Record<string, JsonValue>>;
  /** Line of the first value, from 1. */
  readonly firstLine?: number;
  readonly warnings?: readonly OperandoWarning[];
}

/** Highest counts of 16, 24 and 32 bits, at which counters stop. */
const ceilings = new Set([2 ** 16 - 1, 2 ** 24 - 1, 2 ** 31 - 1, 2 ** 32 - 1]);

/** Channels that stand at the highest count their counter can hold. */
export function saturatedWarnings(counts: Float64Array, whose = ''): OperandoWarning[] {
  const full = [...counts.keys()].filter((i) => ceilings.has(counts[i]!));
  if (full.length === 0) return [];
  return [
    {
      code: 'saturated',
      message: said`Saturated channels ${full[0]}-${full.at(-1)}${whose}: ${full.length} of them stand at ${counts[full[0]!]}.`,
    },
  ];
}

/** Share by which a live time may be longer than the real time: clocks of analysers are read one after the other. */
const clockTolerance = 1e-3;

/** A live time is at most the real time: where it is longer, one of them is wrong, and what is divided by it too. */
export function liveTimeWarnings(live: number | undefined, real: number | undefined, whose = ''): OperandoWarning[] {
  if (live === undefined || real === undefined || !(real > 0) || !(live > real * (1 + clockTolerance))) return [];
  return [
    {
      code: 'header-invalid',
      message: said`The live time${whose}, ${live} s, is longer than the real time, ${real} s: one of them is wrong, or they were exchanged.`,
    },
  ];
}

/**
 * A table of channel and counts; live and real time become scalars.
 *
 * @throws OperandoError `bad-number` for counts that are negative or no number, naming the line.
 */
export function countsTable(format: string, counts: Float64Array, extras: CountsExtras): ColumnTable {
  const { firstChannel = 0, firstLine = 1, liveTime, realTime, time } = extras;
  const bad = counts.findIndex((value) => !(value >= 0) || !Number.isFinite(value));
  if (bad >= 0)
    throw new OperandoError('bad-number', said`channel ${firstChannel + bad} has ${counts[bad]} counts.`, {
      where: { line: firstLine + bad },
    });
  const seconds = (value: number | undefined): boolean => value !== undefined && value > 0 && Number.isFinite(value);
  return {
    format,
    columns: [
      { label: 'channel', values: Float64Array.from(counts, (_, i) => firstChannel + i) },
      { label: 'counts', role: 'intensity', values: counts },
    ],
    rows: counts.length,
    lines: Int32Array.from(counts, (_, i) => firstLine + i),
    metadata: extras.metadata ?? {},
    scalars: {
      ...(seconds(liveTime) ? { live_time: { value: liveTime!, unit: 's' } } : {}),
      ...(seconds(realTime) ? { real_time: { value: realTime!, unit: 's' } } : {}),
    },
    ...(time === undefined ? {} : { time: seconds(realTime) ? { ...time, duration: realTime! } : time }),
    warnings: [...(extras.warnings ?? []), ...liveTimeWarnings(liveTime, realTime), ...saturatedWarnings(counts)],
  };
}

/**
 * One count per line.
 *
 * @throws OperandoError `truncated-file` when there are fewer than declared, `bad-number` with the line.
 */
export function countLines(lines: readonly string[], from: number, declared: number): Float64Array {
  const counts = new Float64Array(declared);
  for (let i = 0; i < declared; i++) {
    const text = lines[from + i]?.trim();
    const value = Number(text);
    if (text === undefined || text === '' || /^[$<A-Za-z]/.test(text)) {
      throw new OperandoError('truncated-file', `${declared} channels are declared, ${i} follow.`, {
        where: { line: from + i + 1 },
        cure: 'Export or copy the file again.',
      });
    }
    if (!Number.isFinite(value))
      throw new OperandoError('bad-number', said`${JSON.stringify(text.slice(0, 40))} is no count.`, {
        where: { line: from + i + 1 },
      });
    counts[i] = value;
  }
  return counts;
}

/** Most channels a file may declare. */
export const mostChannels = 1_048_576;
