import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { errorCodes, isWarningCode, warningCodes } from '../src/index.js';
import type { OperandoWarning } from '../src/index.js';
import { absorptionCodes } from '../src/codes/absorption-codes.js';
import { crystalCodes } from '../src/codes/crystal-codes.js';
import { energyLossCodes } from '../src/codes/energy-loss-codes.js';
import { fittingCodes } from '../src/codes/fitting-codes.js';
import { radiographCodes } from '../src/codes/radiograph-codes.js';
import { readingCodes } from '../src/codes/reading-codes.js';
import { seriesCodes } from '../src/codes/series-codes.js';
import { writingCodes } from '../src/codes/writing-codes.js';

const lists = {
  errorCodes,
  absorptionCodes,
  crystalCodes,
  energyLossCodes,
  fittingCodes,
  radiographCodes,
  readingCodes,
  seriesCodes,
  writingCodes,
};

describe('codes', () => {
  it.each(Object.entries(lists))('%s stand in alphabetical order, each with a sentence', (_, list) => {
    expect(Object.keys(list)).toEqual(Object.keys(list).toSorted());
    for (const [code, meaning] of Object.entries(list)) {
      expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(meaning).toMatch(/^[A-Zmk].*\.$/);
    }
  });

  it('of warnings stand once', () => {
    const { errorCodes: _errors, ...warnings } = lists;
    const all = Object.values(warnings).flatMap((list) => Object.keys(list));
    expect(all.length).toBe(new Set(all).size);
    expect(all.toSorted()).toEqual(Object.keys(warningCodes).toSorted());
  });

  it('of warnings are ours, those of errors, or begin with x-', () => {
    expect(['time-unknown', 'no-edge', 'x-own', 'own', 'toString'].map(isWarningCode)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    const own: OperandoWarning = { code: 'x-own', message: 'of a format that a user registered' };
    // @ts-expect-error A code that nobody declared.
    const unknown: OperandoWarning = { code: 'time-unkown', message: 'a slip of the pen' };
    expect([own.code, unknown.code].map(isWarningCode)).toEqual([true, false]);
  });

  it('are what docs/codes.md says, and all are raised', () => {
    const script = fileURLToPath(new URL('../../../scripts/codes-table.mjs', import.meta.url));
    const { stdout, status } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
    expect([stdout.trim(), status]).toEqual(['codes-table: docs/codes.md is up to date', 0]);
  });

  it('and other documents are not written where their script is given what is no option', () => {
    const run = (script: string, option: string) => {
      const path = fileURLToPath(new URL(`../../../scripts/${script}.mjs`, import.meta.url));
      return spawnSync(process.execPath, [path, option], { encoding: 'utf8' });
    };
    const help = run('docs', '--help');
    expect([help.stdout.trim(), help.status]).toEqual([
      expect.stringMatching(/^node scripts\/docs\.mjs \[--check\]:/),
      0,
    ]);
    const slip = run('codes-table', '--chekc');
    expect([slip.stderr, slip.status]).toEqual([expect.stringMatching(/^codes-table: --chekc is no option\./), 2]);
  });
});
