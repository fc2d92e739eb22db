import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-xrd-roles-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const frames = 6;
const points = 800;
const x = Array.from({ length: points }, (_, i) => 16 + 0.02 * i);
const shape = (at: number, center: number): number => {
  const u = (2 * (at - center)) / 0.12;
  return 0.5 / (1 + u * u) + 0.5 * Math.exp(-Math.LN2 * u * u);
};
/** Counts of three peaks on 100, of which the first moves by a point from frame to frame. */
const patterns = ((): number[][] => {
  const random = seededRandom(12);
  return Array.from({ length: frames }, (_, f) =>
    x.map((at) => random.poisson(100 + 800 * shape(at, 18.7 - 0.02 * f) + 300 * shape(at, 22) + 400 * shape(at, 28))),
  );
})();

/** Files of the patterns, line by line. */
function written(name: string, header: string, line: (at: number, counts: number) => string): string {
  const into = join(folder, name);
  mkdirSync(into);
  patterns.forEach((pattern, f) =>
    writeFileSync(join(into, `scan_${f + 1}.xy`), `${header}${pattern.map((y, i) => line(x[i]!, y)).join('\n')}\n`),
  );
  return into;
}

interface Told {
  readonly tracks: number;
  readonly errors: string;
  readonly codes: readonly string[];
  readonly centers: readonly number[];
}

async function tracked(from: string, ...more: string[]): Promise<Told> {
  const output = join(folder, `out-${Math.max(0, more.length)}-${from.split('/').at(-1)}`);
  const ran = await operando('xrd', from, '--time-step', '60', '-o', output, '--json', ...more);
  expect([ran.code, ran.error]).toEqual([0, expect.anything()]);
  const { tracks, errors } = JSON.parse(ran.out) as { tracks: number; errors: string };
  const document = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as { warnings: { code: string }[] };
  const centers = rowsOf(join(output, 'tracks.csv')).map((row) => Number(row['first_center_deg']));
  return { tracks, errors, codes: document.warnings.map(({ code }) => code), centers };
}

describe('operando xrd', () => {
  it.each([
    ['counts', '', (at: number, y: number) => `${at} ${y}`, 'counts', undefined],
    [
      'monitor',
      '',
      (at: number, y: number) => `${at} ${(y * 1e-5).toExponential(5)}`,
      'scatter',
      'errors-from-scatter',
    ],
    ['background', '', (at: number, y: number) => `${at} ${y - 100}`, 'scatter', 'errors-from-scatter'],
    [
      'sigma',
      '',
      (at: number, y: number) => (at > 24 && at < 24.5 ? `${at} 0 0` : `${at} ${y} ${Math.sqrt(y)}`),
      'file',
      'points-masked',
    ],
    ['minus', '', (at: number, y: number) => `${at} ${at > 24 && at < 24.5 ? -1 : y}`, 'counts', 'points-masked'],
    ['nan', '', (at: number, y: number) => `${at} ${at > 24 && at < 24.5 ? 'nan' : y}`, 'counts', 'points-masked'],
  ] as const)(
    'finds the three peaks of %s, and says where errors come from',
    async (name, header, line, errors, code) => {
      const told = await tracked(written(name, header, line));
      expect([told.tracks, told.errors]).toEqual([3, errors]);
      if (code !== undefined) expect(told.codes.filter((each) => each === code)).toEqual([code]);
      [18.7, 22, 28].forEach((center, k) => expect(told.centers[k]).toBeCloseTo(center, 1));
    },
  );

  it('converts q by the wavelength of the header, and says when another is given', async () => {
    const q = written('q', '# Wavelength: 7.093e-11 m\n# q_nm^-1 I\n', (at, y) => `${at} ${y}`);
    const angle = (value: number): number => (360 / Math.PI) * Math.asin((value * 0.07093) / (4 * Math.PI));
    const told = await tracked(q);
    [18.7, 22, 28].forEach((center, k) => expect(told.centers[k]).toBeCloseTo(angle(center), 2));
    expect(told.codes).toContain('axis-converted');
    const other = await tracked(q, '--wavelength', '0.71');
    expect(other.codes).toContain('axis-converted');
    expect(other.codes).not.toContain('wavelength-differs');
    expect((await tracked(q, '--wavelength', '0.4133', '--fit', '2:20')).codes).toContain('wavelength-differs');
  });

  it('refuses d without a wavelength, and energies, with the cure', async () => {
    const output = join(folder, 'none');
    const d = await operando(
      'xrd',
      written('d', 'd_A,I\n', (at, y) => `${(at / 10).toFixed(4)},${y}`),
      '-o',
      output,
    );
    expect(d.code).not.toBe(0);
    expect(d.error).toMatch(/d-spacing in A.*--wavelength/);
    const e = await operando(
      'xrd',
      written('e', '', (at, y) => `${8000 + at} ${y}`),
      '-o',
      output,
    );
    expect(e.error).toMatch(/no two-theta in degrees/);
  });

  it('uses the wavelength of the header for the cell where none is given, and says so', async () => {
    const from = written('cell', '# wavelength = 0.7093\n', (at, y) => `${at} ${y}`);
    const told = await tracked(from, '--system', 'cubic', '--hkl', '111:22', '--hkl', '200:28');
    expect(told.codes).toContain('wavelength-from-header');
    const bare = written('bare', '', (at, y) => `${at} ${y}`);
    const refused = await operando('xrd', bare, '--system', 'cubic', '--hkl', '111:22', '-o', join(folder, 'no'));
    expect(refused.error).toMatch(/a cell needs reflections and the wavelength/);
  });

  it('reads a wide table as frames when asked, and says so when not', async () => {
    const path = join(folder, 'wide.csv');
    const rows = x.map((at, i) => [at, ...patterns.map((pattern) => pattern[i]!)].join(','));
    writeFileSync(path, `2theta,${patterns.map((_, f) => `scan${f}`).join(',')}\n${rows.join('\n')}\n`);
    const one = await operando('xrd', path, '-o', join(folder, 'wide-one'), '--json');
    expect(JSON.parse(one.out)).toMatchObject({ patterns: 1 });
    expect(one.error + readFileSync(join(folder, 'wide-one', 'results.json'), 'utf8')).toContain('--columns-as-frames');
    const all = await operando('xrd', path, '--columns-as-frames', '-o', join(folder, 'wide-all'), '--json');
    expect(JSON.parse(all.out)).toMatchObject({ patterns: frames, tracks: 3 });
  });
});
