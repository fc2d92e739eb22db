import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { formats } from '../src/formats.js';

const root = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

describe('docs/formats.md', () => {
  it('names every format', () => {
    const text = readFileSync(root('docs/formats.md'), 'utf8');
    const missing = formats.filter(
      ({ id, title }) =>
        !text.includes(title.replaceAll('|', '\\|')) && !['excel-log', 'battery-data-format'].includes(id),
    );
    expect(missing.map(({ id }) => id)).toEqual([]);
  });

  it.skipIf(referencePath('formats', 'samples') === undefined)(
    'is what the samples give today (needs OPERANDO_REFERENCE_DATA)',
    () => {
      const { stdout, status } = spawnSync(process.execPath, [root('scripts/formats-table.mjs'), '--check'], {
        encoding: 'utf8',
      });
      expect([stdout.trim(), status]).toEqual(['formats-table: docs/formats.md is up to date', 0]);
    },
  );
});
