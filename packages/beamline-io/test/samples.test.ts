import { readdirSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { isOperandoError, seriesWarnings } from '@operando/core';
import { referencePath } from '@operando/fixtures';
import { listSeries, readElectrochemistry, readFile, readSeries } from '../src/node.js';

const samples = referencePath('formats', 'samples');
const manifest =
  samples === undefined
    ? []
    : Papa.parse<Record<string, string>>(readFileSync(`${samples}/MANIFEST.csv`, 'utf8'), { header: true }).data.filter(
        ({ file }) => file,
      );

/** Read as the manifest counts them; every other text sample must be refused by name. */
const columnFolders = /^(xdi|xdi-bad|xas-beamline-ascii|xas-nor|xas-qexafs|xrd-xy|xrd-xye|xrd-dat|xrd-txt)\//;
const refusedColumns: Readonly<Record<string, string>> = {
  'xdi-bad/bad_13.xdi': 'malformed-file',
  'xdi-bad/bad_19.xdi': 'malformed-file',
};
const counted = manifest.filter(
  ({ file }) => columnFolders.test(file!) && file !== 'xrd-dat/PSI_DMC.dat' && !Object.hasOwn(refusedColumns, file!),
);
const mpt = manifest.filter(({ file }) => /^echem-biologic\/.*\.(mpt|txt)$/.test(file!));

describe.skipIf(samples === undefined)(
  'real files against the facts of other programs (needs OPERANDO_REFERENCE_DATA)',
  () => {
    it.each(counted.map(({ file, expected_facts: facts }) => [file!, facts!] as const))('%s', async (file, facts) => {
      const [, rows, columns] = /longest numeric block: (\d+) rows x (\d+) cols/.exec(facts)!;
      const result = await readFile(`${samples}/${file}`);
      if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
      expect([result.table.rows, result.table.columns.length]).toEqual([Number(rows), Number(columns)]);
      const [, first] = /first row \[([^\]]*)\]/.exec(facts) ?? [];
      const [, last] = /last row \[([^\]]*)\]/.exec(facts) ?? [];
      const rowOf = (row: number): number[] => result.table.columns.map(({ values }) => values[row]!);
      for (const [text, row] of [
        [first, 0],
        [last, result.table.rows - 1],
      ] as const) {
        // The manifest lists the first few fields as the file writes them.
        const fields = (text ?? '')
          .split(/[\s,]+/)
          .filter((field) => field !== '' && field !== '...')
          .map(Number);
        fields.slice(0, 3).forEach((value, i) => expect(rowOf(row)[i]).toBe(value));
      }
    });

    it.each(Object.entries(refusedColumns))('%s is refused: %s', async (file, code) => {
      await expect(readFile(`${samples}/${file}`)).rejects.toThrow(expect.objectContaining({ code }));
    });

    it.each(mpt.map(({ file, expected_facts: facts }) => [file!, facts!] as const))('%s', async (file, facts) => {
      const [, columns, rows] = /(\d+) columns; (\d+) data rows/.exec(facts)!;
      const table = await readElectrochemistry(`${samples}/${file}`);
      const stamped = file.includes('timestamped');
      expect(table.columns['test_time_second']!.length).toBe(Number(rows));
      expect(Object.keys(table.original).length).toBe(Number(columns) - (stamped ? 1 : 0));
      const [, time] = /first \{'time\/s': '([^']+)'/.exec(facts) ?? [];
      if (time !== undefined && !stamped)
        expect(table.columns['test_time_second']![0]).toBe(Number(time.replace(',', '.')));
    });

    it('one modulo-bat run reads the same in German and English', async () => {
      const [german, english] = await Promise.all(
        ['mb.issue_95.de.mpt', 'mb.issue_95.mpt'].map((name) =>
          readElectrochemistry(`${samples}/echem-biologic/${name}`),
        ),
      );
      expect(german!.columns['voltage_volt']).toEqual(english!.columns['voltage_volt']);
      expect(german!.columns['current_ampere']).toEqual(english!.columns['current_ampere']);
    });

    it('nothing else is silently read as columns, and nothing crashes', async () => {
      const silent: string[] = [];
      for (const { file } of manifest) {
        try {
          const result = await readFile(`${samples}/${file!}`);
          // Other formats have tests of their own: what must not happen is that a binary file passes for plain columns.
          const plain =
            result.kind === 'spectrum'
              ? ['column-text', 'csv'].includes(result.table.format)
              : result.table.metadata['format'] === 'electrochemistry-csv';
          if (
            plain &&
            /\.(mca|hpmca|spe|spc|cnf|iec|prj|nxs|h5|raw|ort|orb|mda|nda|ndax|res|xlsx|mpr|dta)$/i.test(file!)
          )
            silent.push(`${file!} as ${result.kind}`);
        } catch (error) {
          if (!isOperandoError(error)) throw error;
          expect(error.where.file).toContain(file!);
        }
      }
      expect(silent).toEqual([]);
    });
  },
);

const rockFolder = referencePath('operando', 'rock-lno-operando-xas');

describe.skipIf(rockFolder === undefined)('the ROCK series and its cycler (needs OPERANDO_REFERENCE_DATA)', () => {
  it('reads 229 spectra of 1649 points in order of time', async () => {
    let calls = 0;
    const series = await readSeries(await listSeries(`${rockFolder}/XAS_normalized`), { onProgress: () => calls++ });
    expect(series.signal.shape).toEqual([229, 1649]);
    expect(calls).toBe(229);
    expect([series.axis.values[0], series.axis.values[1648]]).toEqual([8060, 9500]);
    expect(series.time.epoch).toBeCloseTo(Date.UTC(2022, 6, 26, 23, 1, 58, 55) / 1000, 3);
    expect(series.time.zone).toBe('unstated');
    expect(series.time.duration[0]).toBeCloseTo(130.007779, 5);
    expect(series.metadata['signal']).toBe('normalized');
    expect(series.channels['beamline_edge_jump']!.values[0]).toBe(0.79921036121);
    expect(seriesWarnings(series).map(({ code }) => code)).toEqual(['duration-inferred']);
  });

  it('joins both cycler files in order', async () => {
    const files = readdirSync(`${rockFolder}/EC`)
      .map((name) => `${rockFolder}/EC/${name}`)
      .toReversed();
    const table = await readElectrochemistry(files);
    expect(table.columns['test_time_second']!.length).toBe(6333 + 1402);
    expect(table.epoch).toBeCloseTo(Date.UTC(2022, 6, 26, 22, 38, 30, 190) / 1000, 3);
    expect(table.segments[1]!.row).toBe(6333);
    expect(table.columns['current_ampere']!.some((value) => value < -3.8e-4)).toBe(true);
  });
});

const impedance = referencePath('nr', 'data', 'experiments-2025', 'eis');

describe.skipIf(impedance === undefined)('impedance exports of EC-Lab 11.5 (needs OPERANDO_REFERENCE_DATA)', () => {
  it('read, though their label line is longer than their rows', async () => {
    const files = (await listSeries(impedance!)).filter((path) => path.endsWith('.mpt'));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const { columns } = await readElectrochemistry(file);
      expect(columns['real_impedance_ohm']!.length).toBeGreaterThan(3);
      expect(columns['frequency_hertz']!.every((value) => value >= 0)).toBe(true);
    }
  });
});

const lab = referencePath('operando', 'lab-operando-xrd');

describe.skipIf(lab === undefined)('the laboratory series (needs OPERANDO_REFERENCE_DATA)', () => {
  it('reads the first of both tables, not 7036 rows', async () => {
    const result = await readFile(`${lab}/29.txt`);
    expect(result.kind === 'spectrum' && [result.table.rows, result.table.metadata['Lambda1']]).toEqual([
      expect.closeTo(3518, -1),
      1.5406,
    ]);
  });

  it('is never taken for absorption', async () => {
    await expect(readSeries([`${lab}/1.txt`])).rejects.toThrow(expect.objectContaining({ code: 'unit-mismatch' }));
  });

  it('lists files 1 to 100 in that order', async () => {
    const names = (await listSeries(lab!)).map((path) => path.split('/').at(-1));
    expect(names.slice(0, 3)).toEqual(['1.txt', '2.txt', '3.txt']);
    expect(names[99]).toBe('100.txt');
  });

  it('refuses the unsigned current of charge.txt, or takes its sign from the voltage when asked', async () => {
    await expect(readElectrochemistry(`${lab}/charge.txt`)).rejects.toThrow(/carry no sign.*from-voltage/);
    const table = await readElectrochemistry(`${lab}/charge.txt`, { currentSign: 'from-voltage' });
    const { test_time_second: time, current_ampere: current, voltage_volt: voltage } = table.columns;
    expect(time!.at(-1)).toBe(26 * 3600 + 40 * 60 + 1);
    expect([current![1], current!.at(-2)]).toEqual([0.039, -0.019]);
    expect(voltage![0]).toBe(3.182);
  });
});
