import type { OperandoWarning } from '@operando/core';
import { said, shown } from '../text/said.js';

/** Columns named in a message. */
const mostNamed = 6;

/** Columns of numbers, and where their rows stand in the file. */
export interface ValuesOfFile {
  readonly columns: readonly { readonly label: string; readonly values: Float64Array }[];
  readonly rows: number;
  /** File line of each row, where it is known. */
  readonly lines?: Int32Array | undefined;
  /** What is told already. */
  readonly warnings: readonly OperandoWarning[];
}

interface Found {
  readonly label: string;
  readonly count: number;
  readonly first: number;
}

function foundIn(columns: ValuesOfFile['columns'], isMeant: (value: number) => boolean): Found[] {
  return columns.flatMap(({ label, values }) => {
    const first = values.findIndex(isMeant);
    if (first < 0) return [];
    let count = 0;
    for (let row = first; row < values.length; row++) if (isMeant(values[row]!)) count++;
    return [{ label, count, first }];
  });
}

const isInfinite = (value: number): boolean => value === Infinity || value === -Infinity;

function areFinite(values: Float64Array): boolean {
  for (let row = 0; row < values.length; row++) if (!(Math.abs(values[row]!) < Infinity)) return false;
  return true;
}

/**
 * Warnings about values that are missing (blank cells, `nan`) or infinite (numbers that overflow, `inf`), with their number and the
 * place of the first. Columns without any value have a warning of their own.
 */
export function valueWarnings({ columns, rows, lines, warnings }: ValuesOfFile): OperandoWarning[] {
  const broken = columns.filter(({ values }) => !areFinite(values));
  if (broken.length === 0) return [];
  const kinds = [
    ['missing-values', 'missing, blank or nan', foundIn(broken, Number.isNaN).filter(({ count }) => count < rows)],
    ['not-finite', 'infinite, beyond 1.8e308 or written as inf', foundIn(broken, isInfinite)],
  ] as const;
  return kinds.flatMap(([code, words, found]) => {
    const [first] = found.toSorted((a, b) => a.first - b.first);
    if (first === undefined || warnings.some((each) => each.code === code)) return [];
    const named = found.slice(0, mostNamed).map(({ label, count }) => `${count} of ${rows} in ${label}`);
    const more = found.length > mostNamed ? ` and in ${found.length - mostNamed} more columns` : '';
    const line = lines?.[first.first];
    return [
      {
        code,
        message: said`Some values are ${words}: ${named.join(', ')}${more}.`,
        where: { ...(line === undefined ? { row: first.first } : { line }), column: shown(first.label) },
      },
    ];
  });
}
