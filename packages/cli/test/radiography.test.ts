import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRadiographs } from '@operando/fixtures';
import type { RadiographFiles } from '@operando/fixtures';
import type { ResultDocument } from '@operando/core';
import { operandoNarrow as operando, rowsOf } from './command.js';

let folder = '';
let files: RadiographFiles;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-radiography-'));
  files = writeRadiographs(join(folder, 'in'), { frames: 9, seed: 4, dotRadius: 6 });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const document = (output: string): ResultDocument =>
  JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as ResultDocument;
const codes = ({ warnings }: ResultDocument): readonly string[] => warnings.map(({ code }) => code);

describe('operando radiography', () => {
  // Figures are looked at elsewhere: half of the time of a run is drawing them.
  const small = ['--width', '60'];
  const common = (): string[] => [
    files.sample,
    '--open',
    files.open,
    '--dark',
    files.dark,
    '--ec',
    files.cycler,
    '--time-step',
    '600',
    ...small,
  ];
  const bodies = (): string[] => ['--black-body', files.blackBody, '--black-body-open', files.blackBodyOpen];

  it('finds front and lithium of the truth, and flags the frame of the dip', async () => {
    const ran = await operando('radiography', ...common(), ...bodies(), '--cell', files.cell, '-o', at('whole'));
    expect(ran.code).toBe(0);
    const rows = rowsOf(at('whole/results.csv'));
    const { truth } = files;
    rows.slice(2).forEach((row, k) => {
      const error = Number(row['front_row_px']) - truth.frontRow[k + 2]!;
      expect(Math.abs(error)).toBeLessThan(4 * Number(row['front_row_px_stderr']));
      expect(row['front_row_status']).toBe('converged');
    });
    // Where the first layer begins depths are 0; those in the layer count from its own first row.
    const apart = Number(rows[8]!['front_um']) - Number(rows[8]!['front_in_cathode_um']);
    expect(apart).toBeCloseTo((truth.cathode[0] - truth.anode[0]) * truth.pixelSize, 6);
    expect(rows.map((row) => row['dose_status']).filter((status) => status !== 'ok')).toEqual(['doubtful']);
    const result = document(at('whole'));
    expect(codes(result)).toContain('beam-dip');
    for (const code of ['scatter-uncorrected', 'blur-unknown']) expect(codes(result)).not.toContain(code);
    const balance = result.headline['chargeBalance'] as Record<string, { slope: number; totalStderr: number }>;
    // Limit of the reference data: 1.00 +- 0.015.
    for (const of of ['gain', 'loss', 'both']) expect(Math.abs(balance[of]!.slope - 1)).toBeLessThan(0.015);
  });

  it('says what is not taken off without black bodies, in words and in errors', async () => {
    const ran = await operando('radiography', ...common(), '--cell', files.cell, '-o', at('plain'));
    expect([ran.code, ran.error]).toEqual([0, expect.stringContaining('scatter-uncorrected') as string]);
    // sqrt(pi) / 6 of a height of about 0.2 and a width of 2.5.
    expect(ran.error).toMatch(/blur-unknown.*up to 0\.1\d? rows further than given/);
    const [plain, whole] = [at('plain'), at('whole')].map((each) => document(each).headline['chargeBalance']) as [
      Record<string, { slope: number; totalStderr: number }>,
      Record<string, { slope: number; totalStderr: number }>,
    ];
    expect(plain['both']!.slope).toBeLessThan(0.97);
    expect(plain['both']!.totalStderr).toBeGreaterThan(1.1 * whole['both']!.totalStderr);
  });

  it('tells pictures that are exchanged, and slips of the cell file by the charge', async () => {
    const swapped = [files.open, '--open', files.sample, '--dark', files.dark, '--cell', files.cell];
    const ran = await operando('radiography', ...swapped, ...small, '--time-step', '600', '-o', at('swapped'));
    expect([ran.code, ran.error]).toEqual([
      2,
      expect.stringMatching(
        /layers let 1\.\d+ times as much through.*\.tif.*Exchange the radiographs and --open/s,
      ) as string,
    ]);
    const bare = [files.open, '--open', files.open, '--dark', files.dark, '--cell', files.cell];
    const empty = await operando('radiography', ...bare, ...small, '--time-step', '600', '-o', at('bare'));
    expect([empty.code, empty.error]).toEqual([0, expect.stringContaining('attenuation-not-positive') as string]);
    const cell = readFileSync(files.cell, 'utf8');
    for (const [name, from, to, suspect] of [
      ['sign', /sign: -1/, 'sign: 1', 'the sign of the charge, or gain and loss the wrong way round'],
      ['millimetres', /pixelSize: \d+/, 'pixelSize: 0.02', 'the size of pixels, which is in um'],
    ] as const) {
      writeFileSync(at(`${name}.yml`), cell.replace(from, to));
      const { error } = await operando('radiography', ...common(), '--cell', at(`${name}.yml`), '-o', at(name));
      expect(error).toContain(`Suspect in this order: ${suspect}`);
      expect(error).not.toContain('attenuation-not-positive');
      expect(error).not.toContain('0.000 +- 0.000');
    }
    const many = ['--cell', files.cell, '--first-frames', '10', '-o', at('many')];
    expect((await operando('radiography', ...common(), ...many)).error).toContain(
      '10 frames at the beginning are asked for, of 9',
    );
  });

  it('refuses dark frames that are brighter than the beam, and black bodies the wrong way round, with the files', async () => {
    const run = async (named: Readonly<Record<string, string>>) => {
      const flags = Object.entries(named).flatMap(([flag, file]) => [flag, file]);
      return operando('radiography', files.sample, ...flags, '--cell', files.cell, '-o', at('roles'));
    };
    const exchanged = await run({ '--open': files.dark, '--dark': files.open });
    expect([exchanged.code, exchanged.error]).toEqual([
      2,
      expect.stringMatching(
        /dark\.tif\) has 1\d\d\.\d on average.*open\.tif\) [4-9]\d{3} on average.*Exchange --open and --dark/s,
      ) as string,
    ]);
    const closed = await run({ '--open': files.open, '--dark': files.sample });
    expect([closed.code, closed.error]).toEqual([2, expect.stringContaining('radiographs must be brighter') as string]);
    const bodiesTurned = await run({
      '--open': files.open,
      '--dark': files.dark,
      '--black-body': files.blackBodyOpen,
      '--black-body-open': files.blackBody,
    });
    expect(bodiesTurned.error).toMatch(/let more through.*black-body-open\.tif.*Exchange --black-body/s);
  });

  it('looks for events without anything else', async () => {
    const ran = await operando(
      'radiography',
      files.sample,
      '--events',
      ...small,
      '--time-step',
      '0.001',
      '-o',
      at('events'),
    );
    expect(ran.code).toBe(0);
    expect(readFileSync(at('events/events.csv'), 'utf8').split('\n')[0]).toMatch(
      /^event,frame,after_frame,by_frame,time_s/,
    );
  });

  it('refuses what cannot be, with what to do', async () => {
    const refused = async (...args: readonly string[]): Promise<readonly [number, string]> => {
      const { code, error } = await operando('radiography', ...args, '-o', at('never'));
      return [code, error];
    };
    expect(await refused(files.sample)).toEqual([2, expect.stringMatching(/no cell, and no events.*--cell/) as string]);
    expect(await refused(files.sample, '--cell', files.cell)).toEqual([
      2,
      expect.stringContaining('no pictures of the open beam') as string,
    ]);
    const wrong = at('wrong.yml');
    const cell = readFileSync(files.cell, 'utf8');
    for (const [from, to, message] of [
      ['front: {layer: cathode}', 'front: {layer: kathode}', 'there is no layer kathode'],
      ['rows: [14, 26]', 'rows: [14, 260]', 'rows 14 to 260'],
      ['columns: [18, 80]', 'columns: [40, 46]', 'the margins take all of them'],
    ] as const) {
      writeFileSync(wrong, cell.replace(from, to));
      expect((await refused(...common(), '--cell', wrong))[1]).toContain(message);
    }
  });
});
