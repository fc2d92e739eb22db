// Whether what commands found of made-up measurements is what these were made with.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Compares columns of tables with their truth.
 *
 * @param truth Of each column its table, its name, the true values by frame, and how far those found may lie from them.
 * @returns A sentence for each column that is not as it should be.
 */
export function recipeTruth(folder, truth) {
  return truth.flatMap(({ table, column, values, within }) => {
    const [head, ...rows] = readFileSync(join(folder, table), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const place = head.indexOf(column);
    if (place < 0) return [`${table} has no column ${column}`];
    if (rows.length !== values.length) return [`${table} has ${rows.length} rows for ${values.length} frames`];
    const worst = Math.max(...rows.map((row, frame) => Math.abs(Number(row[place]) - values[frame])));
    return worst <= within ? [] : [`${table}: ${column} is off by ${worst}; ${within} is allowed`];
  });
}
