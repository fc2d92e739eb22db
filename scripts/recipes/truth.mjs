// Whether what commands found of made-up measurements is what these were made with.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Compares columns of tables with their truth.
 *
 * @param truth Of each column its table, its name, the true values by frame, and how far those found may lie from them; with `fromFirst`
 *   both as differences from the first frame; `of` picks the rows of a parameter.
 * @returns A sentence for each column that is not as it should be.
 */
export function recipeTruth(folder, truth) {
  return truth.flatMap(({ table, column, values, within, fromFirst = false, of }) => {
    const [head, ...all] = readFileSync(join(folder, table), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const rows = of === undefined ? all : all.filter((row) => row[head.indexOf('parameter')] === of);
    const place = head.indexOf(column);
    if (place < 0) return [`${table} has no column ${column}`];
    if (rows.length !== values.length) return [`${table} has ${rows.length} rows for ${values.length} frames`];
    const found = rows.map((row) => Number(row[place]));
    const [from, trueFrom] = fromFirst ? [found[0], values[0]] : [0, 0];
    const off = found.map((value, frame) => Math.abs(value - from - (values[frame] - trueFrom)));
    const worst = Math.max(...off);
    return worst <= within ? [] : [`${table}: ${column} is off by ${worst}; ${within} is allowed`];
  });
}
