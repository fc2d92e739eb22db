import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectSeries, seriesWarnings } from '@operando/core';
import { openCounts } from '../src/index.js';
import { fileSource, readColumnSeries } from '../src/node.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-told-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('spectra of a scan', () => {
  const spectrum = (name: string, live: number): string =>
    file(
      name,
      `$SPEC_ID:\na\n$DATE_MEA:\n13/01/2024 10:00:0${name[1]}\n$MEAS_TIM:\n${live} 10\n$DATA:\n0 2\n1\n2\n3\n`,
    );

  it('tell what is wrong with any of them, each kind once, in one block or in many', async () => {
    // The second frame's file says that it was live for longer than it took, as the fourth's does.
    const paths = [9, 11, 9, 12].map((live, k) => spectrum(`s${k}.spe`, live));
    const scan = await openCounts(paths.map(fileSource));
    expect(scan.warnings.map(({ code }) => code)).not.toContain('header-invalid');
    for (const frames of [1, 2, 4]) {
      const told = seriesWarnings(await collectSeries(scan, { frames })).filter(({ message }) =>
        message.includes('.spe: '),
      );
      expect(told.map(({ code, where }) => [code, where?.file])).toEqual([['header-invalid', paths[1]]]);
    }
  });

  it('tell it at once where it is a position of the first frame', async () => {
    const paths = [9, 11].map((live, k) => spectrum(`t${k}.spe`, live));
    const scan = await openCounts(paths.map(fileSource), { positions: 2 });
    expect(scan.warnings.map(({ code }) => code)).toContain('header-invalid');
  });
});

it('a scan over another drive than two-theta is told of once', async () => {
  const rows = ['1 10 1', '2 12 1', '3 11 1'].join('\n');
  const path = file('a.ras', `*RAS_HEADER_START\n*MEAS_SCAN_AXIS_X "Omega"\n*RAS_INT_START\n${rows}\n*RAS_INT_END\n`);
  const series = await readColumnSeries([path], { axis: { name: 'two-theta', unit: 'deg' }, timeStep: 1 });
  const told = seriesWarnings(series).filter(({ code }) => code === 'axis-unknown');
  expect(told.map(({ message }) => message)).toEqual([expect.stringContaining('"Omega"')]);
});

it('a series says in which unit its intensities are', async () => {
  const rows = [10, 11, 12].map((angle) => `${angle},${100 * angle}`).join('\n');
  const axis = { name: 'two-theta', unit: 'deg' } as const;
  for (const [label, unit] of [
    ['intensity (cps)', 'cps'],
    ['cps', 'cps'],
    ['intensity', undefined],
  ] as const) {
    const path = file('u.csv', `2theta (deg),${label}\n${rows}\n`);
    const { metadata } = await readColumnSeries([path], { axis, signal: { column: 2 }, timeStep: 1 });
    expect(metadata['signal_unit']).toBe(unit);
  }
});
