import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { parseVamas, parseVamasFile, readScans, sniff } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { madeCounts, madeVamas } from './made-vamas.js';

const folder = referencePath('further', 'photoelectron');
const textOf = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const codes = ({ warnings }: ColumnTable): string[] => warnings.map(({ code }) => code);

interface ExpectedBlock {
  readonly [name: string]: unknown;
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly points: number;
}
interface ExpectedFile {
  readonly header: { readonly [name: string]: unknown };
  readonly blocks: readonly ExpectedBlock[];
}

/** A number as the other reader writes it: 1E37 for what is not given. */
const stated = (value: number): number => (Number.isNaN(value) ? 1e37 : value);

describe.skipIf(folder === undefined)('VAMAS files of others (needs OPERANDO_REFERENCE_DATA)', () => {
  // vamas_expected.json: an own reader of whoever made the references, in Python.
  const expected =
    folder === undefined ? {} : (JSON.parse(textOf('vamas_expected.json')) as Readonly<Record<string, ExpectedFile>>);

  it.each(Object.keys(expected))('%s: header, blocks and values to the closing line', (name) => {
    const { header, blocks, end } = parseVamasFile(textOf(name));
    const wanted = expected[name]!;
    expect({
      format: header.format,
      institution: header.institution,
      instrument: header.instrument,
      operator: header.operator,
      experiment: header.experiment,
      comment: header.comment,
      mode: header.mode,
      scan: header.scan,
      spectral_regions: header.regions,
      experimental_variables: header.experimentalVariables.map(({ label, unit }) => [label, unit]),
      future_experiment_entries: header.future.length,
      future_block_entries: header.futureBlock,
      end,
    }).toEqual(wanted.header);
    expect(blocks).toHaveLength(wanted.blocks.length);
    blocks.forEach((block, b) => {
      const { comment_sample: sample, ...facts } = wanted.blocks[b]!;
      const rows = block.values[0]!.length;
      const { abscissa } = block;
      expect({
        block: block.block,
        sample: block.sample,
        date: block.date,
        comment_lines: block.comment.length,
        technique: block.technique,
        variables: block.variables.map(stated),
        source: block.source,
        source_energy: stated(block.sourceEnergy),
        source_strength: stated(block.sourceStrength),
        analyser_mode: block.analyserMode,
        pass_energy: stated(block.passEnergy),
        magnification: stated(block.magnification),
        work_function: stated(block.workFunction),
        target_bias: stated(block.targetBias),
        species: block.species,
        transition: block.transition,
        charge: block.charge,
        ...(abscissa === undefined ? {} : { abscissa: [abscissa.label, abscissa.unit, abscissa.start, abscissa.step] }),
        ordinates: block.ordinates.map(({ label, unit }) => [label, unit]),
        signal_mode: block.signalMode,
        dwell: block.dwell,
        scans: block.scans,
        time_correction: stated(block.timeCorrection),
        extra: block.extra.map(({ label, unit, value }) => [label, unit, value]),
        ordinate_values: rows * block.values.length,
        min_max: block.ranges,
        points: rows,
        first: block.values.map((values) => values[0]),
        last: block.values.map((values) => values.at(-1)),
      }).toEqual(facts);
      expect(block.comment.slice(0, (sample as string[]).length)).toEqual(sample);
    });
  });

  it('every block is a table; binding energies of the simulated series are 4950 - kinetic', () => {
    const tables = readScans(Uint8Array.from(readFileSync(`${folder}/series_first4.vms`)));
    expect(tables.map(({ scalars }) => scalars['time'])).toEqual(
      [0, 300, 600, 900].map((value) => ({ value, unit: 's' })),
    );
    const columns = textOf('series_O1s.txt')
      .split('\n')
      .filter((line) => /^\d/.test(line))
      .map((line) => line.split(' ').map(Number));
    tables.forEach((table, frame) => {
      const [kinetic, counts] = table.columns;
      expect([kinetic!.label, kinetic!.unit, counts!.unit, counts!.role]).toEqual([
        'kinetic energy',
        'eV',
        'd',
        'intensity',
      ]);
      // Descending kinetic energies are ascending binding energies; the text has counts / 6 s to three decimals.
      columns.forEach((row) => {
        const at = kinetic!.values.findIndex((value) => Math.abs(4950 - value - row[0]!) < 1e-6);
        expect(counts!.values[at]).toBe(Math.round(6 * row[1 + frame]!));
      });
    });
  });
});

describe('made VAMAS files', () => {
  it('are found by their content and read in all their modes', () => {
    for (const mode of ['NORM', 'SDP', 'SDPSV', 'MAP', 'MAPDP'])
      for (const scan of ['REGULAR', 'IRREGULAR'] as const) {
        const bytes = bytesOf(madeVamas({ mode, scan }));
        expect(sniff(bytes).format).toBe('vamas');
        const tables = readScans(bytes);
        expect(tables.map(({ columns }) => Array.from(columns[1]!.values))).toEqual([0, 1, 2].map(madeCounts));
        expect(tables[2]!.columns[0]!.values[29]).toBe(4407.25);
        expect(tables[1]!.scalars).toEqual({ time: { value: 300, unit: 's' } });
        expect(tables.flatMap(codes)).toEqual([]);
        // 10:30:15 an hour ahead of GMT; 30 points of twice 6 s.
        expect(tables[0]!.time).toMatchObject({
          epoch: Date.UTC(2021, 5, 14, 9, 30, 15) / 1000,
          zone: '+01:00',
          duration: 360,
        });
        expect(tables[0]!.metadata).toMatchObject({ source_energy: 4950, work_function: 4.4, species: 'O', scans: 2 });
        expect(tables[0]!.metadata).not.toHaveProperty('magnification');
        expect(tables[0]!.columns.slice(2).map(({ role }) => role)).toEqual(scan === 'REGULAR' ? [] : ['channel']);
      }
  });

  it('keep secondary ion spectra apart, whose blocks have three lines more', () => {
    const text = madeVamas({ blocks: 1, technique: 'SIMS' }).replace('\nAl\n', '\nGa\n31\n1\n1\n');
    expect(Array.from(parseVamas(text).columns[1]!.values)).toEqual(madeCounts(0));
  });

  it('have no time where the date is zeros, and say so where it cannot be', () => {
    const none = parseVamas(madeVamas({ date: [0, 0, 0, 0, 0, 0, 0], blocks: 1 }));
    expect([none.time, codes(none)]).toEqual([undefined, []]);
    const wrong = parseVamas(madeVamas({ date: [2021, 13, 1, 0, 0, 0, 0], blocks: 1 }));
    expect([wrong.time, codes(wrong)]).toEqual([undefined, ['date-unreadable']]);
    expect(parseVamas(madeVamas({ date: [2021, 6, 14, 10, 0, 0, -3.5], blocks: 1 })).time!.zone).toBe('-03:30');
  });

  it('tell values that are not as stated, and lines behind the end', () => {
    const text = madeVamas({ blocks: 1 });
    expect(codes(parseVamas(text.replace('\n1037\n', '\n10370\n')))).toEqual(['header-invalid']);
    expect(codes(parseVamas(`${text}\nsomething\n`))).toEqual(['lines-left-out']);
    expect(codes(parseVamas(madeVamas()))).toEqual(['several-scans']);
  });

  it.each<[string, string, RegExp]>([
    ['a list of fields left out', madeVamas({ listed: 2 }), /leaves out parts of its later blocks/],
    ['a list of fields kept', madeVamas({ listed: -1 }), /leaves out parts of its later blocks/],
    ['maps of line scans', madeVamas().replace('NORM', 'MAPSV'), /mode MAPSV, which is not read/],
    ['another scan mode', madeVamas().replace('REGULAR', 'MAPPING'), /scan mode MAPPING/],
    ['no such mode', madeVamas().replace('NORM', 'NORMAL'), /line 8: "NORMAL" is no experiment mode/],
    ['a decimal comma', madeVamas().replace('0.25', '0,25'), /line \d+: the step of the abscissa is "0,25"/],
    ['a file cut short', madeVamas().slice(0, 1100), /only \d+ lines follow/],
    ['a block less', madeVamas().replace('\n3\nO1s 0', '\n2\nO1s 0'), /end of experiment" should stand/],
    ['values that make no rows', madeVamas({ scan: 'IRREGULAR' }).replace('\n90\n', '\n89\n'), /no multiple of 3/],
    ['a count beyond the file', madeVamas().replace('\n30\n1000\n', '\n300000\n1000\n'), /is 300000, but only/],
    ['no step', madeVamas().replace('\n0.25\n', '\n0\n'), /gives no axis/],
  ])('refuse %s', (_, text, message) => {
    expect(() => parseVamas(text)).toThrow(message);
  });
});
