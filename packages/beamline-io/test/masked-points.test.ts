import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectSeries, flatMask, flatValues, seriesWarnings } from '@operando/core';
import type { Series } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { usablePoints } from '../src/series/usable-points.js';
import { columnFrame, openColumnSeries, openNexusSeries, parseColumnText, read } from '../src/index.js';
import { fileSource, readColumnSeries, readNexusSeries, writeNexus } from '../src/node.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-masked-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const axis = { name: 'two-theta', unit: 'deg' } as const;

function files(name: string, frames: readonly string[]): string[] {
  return frames.map((text, i) => {
    const path = join(folder, `${name}_${i}.xye`);
    writeFileSync(path, text);
    return path;
  });
}

const masked = (series: Series): number[][] => {
  const mask = series.mask === undefined ? new Uint8Array(series.signal.size) : flatMask(series.mask);
  const points = series.axis.size;
  return Array.from({ length: series.time.start.length }, (_, f) =>
    [...mask.subarray(f * points, (f + 1) * points).entries()].filter(([, bit]) => bit === 1).map(([i]) => i),
  );
};
const told = (series: Series): string[] =>
  seriesWarnings(series)
    .filter(({ code }) => code === 'points-masked')
    .map(({ message }) => message);

describe('points without a usable value or deviation', () => {
  it.each([2 ** 32 - 1, 2 ** 31 - 1, -(2 ** 31), 2 ** 32 - 2, 2 ** 64, 2 ** 63, Math.fround(3.402_823_466e38)])(
    'are known however their sign %s was written: as a float, by printf with six to eight digits',
    async (sign) => {
      const texts = [sign.toString(), Math.fround(sign).toString()];
      if (Math.abs(sign) < 1e10) for (const digits of [5, 6, 7, 9]) texts.push(sign.toExponential(digits));
      for (const text of texts) {
        const [path] = files('sign', [`1 96\n2 ${text}\n3 ${text}\n4 91\n5 99\n`]);
        const series = await readColumnSeries([path!], { axis, timeStep: 1 });
        expect(masked(series), text).toEqual([[1, 2]]);
      }
    },
  );

  it('are masked one by one: the others keep their deviations', async () => {
    const paths = files('sigma', ['1 96 9.8\n2 0 0\n3 4 2\n4 9 3\n', '1 100 10\n2 81 9\n3 64 8\n4 49 -1\n']);
    const series = await readColumnSeries(paths, { axis, sigma: 'auto', timeStep: 1 });
    expect(masked(series)).toEqual([[1], [3]]);
    expect([...flatValues(series.variances!)].map((value) => Math.round(value * 100) / 100)).toEqual([
      96.04,
      NaN,
      4,
      9,
      100,
      81,
      64,
      NaN,
    ]);
    expect(told(series)).toEqual([
      '2 points in 2 of 2 frames are masked, from 2 to 4: 2 whose standard deviation is not above 0.',
    ]);
    expect(series.metadata['errors']).toBe('file');
  });

  it('in blocks are the same as at once, and told once', async () => {
    const rows = (f: number): string =>
      Array.from({ length: 6 }, (_, i) => `${i} ${i === f ? -1 : 100 + i + f}`).join('\n');
    const paths = files(
      'blocks',
      [0, 1, 2, 3, 4].map((f) => `${rows(f)}\n`),
    );
    const whole = await readColumnSeries(paths, { axis, timeStep: 1 });
    const parts = await collectSeries(
      await openColumnSeries(paths.map(fileSource), { axis, timeStep: 1, keptBytes: 0 }),
      { frames: 2 },
    );
    expect(parts).toEqual(whole);
    expect(told(whole)).toHaveLength(1);
    const path = join(folder, 'blocks.h5');
    await writeNexus(path, whole);
    const stored = await readNexusSeries(path, { axis });
    expect(masked(stored)).toEqual(masked(whole));
    expect(await collectSeries(await openNexusSeries(fileSource(path), { axis, keptBytes: 0 }), { frames: 2 })).toEqual(
      stored,
    );
  });

  it.each([
    ['-1', '-1'],
    ['-2 beside -1', '-2'],
    ['32 bits, gap', '4294967295'],
    ['32 bits, dead', '4294967294'],
    ['-999', '-999'],
    ['1e10', '1e10'],
    ['1e20', '1e20'],
    ['1e20 of 4 bytes', '1.00000002004088e+20'],
    ['-1e20', '-1e20'],
    ['1e30', '1e30'],
    ['9.96921e36 of netCDF', '9.96921E+36'],
    ['nan', 'nan'],
    ['NaN of Windows', '-1.#IND'],
  ])('of the sign %s are masked wherever they stand (property)', (_, sign) => {
    const row = fc.record({ counts: fc.nat({ max: 100_000 }), gap: fc.boolean() });
    fc.assert(
      fc.property(fc.array(row, { minLength: 40, maxLength: 80 }), (rows) => {
        // Counts high enough that none is less than a tenth of its neighbours.
        const values = rows.map(({ counts, gap }) => (gap ? sign : String(1000 + counts)));
        const table = parseColumnText(values.map((value, i) => `${i}\t${value}`).join('\n') + '\n');
        const frame = columnFrame(table, 'a', {});
        expect([...frame.y].map((value) => !Number.isFinite(value))).toEqual(rows.map(({ gap }) => gap));
        expect([...frame.y].filter(Number.isFinite)).toEqual(
          rows.filter(({ gap }) => !gap).map(({ counts }) => 1000 + counts),
        );
      }),
    );
  });

  it('come back alike from any way of writing (property)', () => {
    const dialect = fc.record({
      separator: fc.constantFrom(' ', '  ', '\t', ',', ';'),
      comma: fc.boolean(),
      end: fc.constantFrom('\n', '\r\n', '\r'),
      header: fc.constantFrom('', '# tth I esd', '2theta{s}I{s}sigma'),
      sign: fc.constantFrom('-1', '-2', '4294967295', 'nan', 'NaN'),
      deviation: fc.constantFrom('0', '-1', 'nan', '3.25'),
    });
    const row = fc.record({ counts: fc.integer({ min: 1000, max: 50_000 }), kind: fc.constantFrom(0, 0, 0, 1, 2) });
    fc.assert(
      fc.property(dialect, fc.array(row, { minLength: 12, maxLength: 40 }), (written, given) => {
        const { separator, end, sign, deviation } = written;
        const comma = written.comma && separator !== ',';
        // Numbers of fractions, or the decimal mark could not be told.
        const number = (value: number): string => (comma ? value.toFixed(2).replace('.', ',') : value.toFixed(2));
        const isMasked = ({ kind }: { readonly kind: number }): boolean =>
          kind === 1 || (kind === 2 && deviation !== '3.25');
        const lines = given.map(({ counts, kind }, i) => {
          const cells = [
            number(10 + i),
            kind === 1 ? sign : number(counts),
            kind === 2 ? (comma ? deviation.replace('.', ',') : deviation) : number(Math.sqrt(counts)),
          ];
          return cells.join(separator);
        });
        if (2 * given.filter(({ kind }) => kind === 2).length > given.length) return;
        const header = written.header.replaceAll('{s}', separator);
        const text = [...(header === '' ? [] : [header]), ...lines, ''].join(end);
        const result = read(new TextEncoder().encode(text), { name: 'a.xye' });
        if (result.kind !== 'spectrum') throw new Error('no spectrum');
        const { y, sigma } = columnFrame(result.table, 'a', { sigma: 'auto' });
        const found = [...y].map((value) => !Number.isFinite(value));
        const expected = given.map(isMasked);
        expect(found).toEqual(expected);
        expect([...sigma!].map(Number.isNaN)).toEqual(expected);
      }),
    );
  });

  it('are those of a dummy that the header declares', () => {
    const frame = columnFrame(
      parseColumnText('# Dummy = -10\n# DDummy = 0.5\n1 5.5\n2 -9.8\n3 -2.5\n4 7.25\n'),
      'a',
      {},
    );
    expect([...frame.y]).toEqual([5.5, NaN, -2.5, 7.25]);
    const zero = columnFrame(parseColumnText('# Dummy = 0\n1 5\n2 0\n3 6\n'), 'a', {});
    expect([...frame.y.keys()].length + zero.y.filter(Number.isNaN).length).toBe(5);
  });

  it('are one far below fractions, and all there is', () => {
    const one = columnFrame(parseColumnText('1 0.51\n2 0.53\n3 -1\n4 0.52\n5 0.5\n6 0.49\n'), 'a', {});
    expect([...one.y]).toEqual([0.51, 0.53, NaN, 0.52, 0.5, 0.49]);
    expect(columnFrame(parseColumnText('1 -1\n2 -1\n3 -1\n'), 'a', {}).y.every(Number.isNaN)).toBe(true);
  });

  it('are not honest values: zeros of counts, differences, low counts less a background', () => {
    const all = (text: string, sigma?: 'auto'): boolean =>
      columnFrame(parseColumnText(text), 'a', { sigma }).y.every(Number.isFinite);
    expect(all('1 5\n2 0\n3 0\n4 7\n')).toBe(true);
    expect(all('1 5 2.2\n2 0 1\n3 0 1\n4 7 2.6\n', 'auto')).toBe(true);
    expect(all('1 5\n2 -1\n3 -4\n4 -1\n5 7\n6 -2\n')).toBe(true);
    expect(all('1 3\n2 -1\n3 0\n4 2\n5 -1\n6 4\n')).toBe(true);
    expect(all('1 0.5\n2 -1\n3 0.25\n4 2.5\n')).toBe(true);
    expect(all('1 5\n2 65535\n3 9\n')).toBe(true);
  });

  it('are not honest values: large ones of data that are large', () => {
    const rates = Float64Array.from({ length: 60 }, (_, i) => 1e6 + 5e9 * Math.exp(-(((i - 30) / 4) ** 2)));
    expect(usablePoints(rates, undefined).y).toBe(rates);
    // A Bragg peak of one point on hardly any background.
    const spike = Float64Array.from({ length: 60 }, (_, i) => (i === 30 ? 9e8 : 1));
    expect(usablePoints(spike, undefined).y).toBe(spike);
  });

  it('with the root of no counts as deviation count as 1 between few counts, and are a gap between many', () => {
    const few = columnFrame(parseColumnText('1 2 1.42\n2 0 0\n3 1 1\n4 0 0\n5 3 1.732\n6 4 2\n'), 'a', {
      sigma: 'auto',
    });
    expect([...few.sigma!]).toEqual([1.42, 1, 1, 1, 1.732, 2]);
    expect(few.warnings).toMatchObject([{ code: 'errors-assumed' }]);
    const gap = columnFrame(parseColumnText('1 100 10\n2 0 0\n3 0 0\n4 121 11\n5 144 12\n'), 'a', { sigma: 'auto' });
    expect([...gap.sigma!]).toEqual([10, NaN, NaN, 11, 12]);
  });

  it('take linear time', () => {
    const n = 400_000;
    const lines = Array.from({ length: n }, (_, i) => `${i} ${i % 2 === 0 ? 65535 : 0} 0`);
    const frame = columnFrame(parseColumnText(`${lines.join('\n')}\n`), 'a', { sigma: 3 });
    expect(frame.y.every(Number.isNaN)).toBe(true);
    const zeros = Array.from({ length: n }, (_, i) => `${i} ${i === 0 ? 1 : 0} ${i === 0 ? 1 : 0}`);
    expect(columnFrame(parseColumnText(`${zeros.join('\n')}\n`), 'a', { sigma: 3 }).y.every(Number.isFinite)).toBe(
      true,
    );
  });
});

describe('the column of standard deviations', () => {
  const sigmaOf = (text: string): number[] | undefined => {
    const { sigma } = columnFrame(parseColumnText(text), 'a', { sigma: 'auto' });
    return sigma === undefined ? undefined : [...sigma];
  };
  const rows = '1 100 7\n2 81 8\n3 64 9\n';

  it.each(['esd', 'sigma', 'dI', 'I_errors', 'Error', 'sigma_I', 'std', 'uncertainty'])(
    'is the one called %s',
    (name) => {
      expect(sigmaOf(`# tth I ${name}\n${rows}`)).toEqual([7, 8, 9]);
    },
  );

  it('is the third of three without names, wherever it stands with one, and no other', () => {
    expect(sigmaOf(rows)).toEqual([7, 8, 9]);
    expect(sigmaOf('# tth I Icalc esd\n1 100 99 7\n2 81 80 8\n3 64 66 9\n')).toEqual([7, 8, 9]);
    expect(sigmaOf(`# tth I monitor\n${rows}`)).toBeUndefined();
    expect(sigmaOf('# tth I counts\n1 100 7\n2 81 8\n3 64 9\n')).toBeUndefined();
    expect(sigmaOf('# tth I1 sigma I2 sigma\n1 100 7 90 6\n2 81 8 70 5\n3 64 9 60 4\n')).toBeUndefined();
  });

  it.each([
    'variance',
    'Var',
    'I_var',
    'var(I)',
    'sigma^2',
    'sigma squared',
    'σ²',
    'esd**2',
    'counts variance',
    'I_variance',
  ])('is the root of one that is called %s', (name) => {
    const table = parseColumnText(`2theta,intensity,${name}\n10,90,81\n11,64,49\n12,25,36\n`);
    const frame = columnFrame(table, 'a', { sigma: 'auto' });
    expect([...frame.sigma!]).toEqual([9, 7, 6]);
    expect([...columnFrame(table, 'a', { sigma: name }).sigma!]).toEqual([9, 7, 6]);
    expect(frame.warnings).toEqual([]);
  });

  it('is the root of a third without a name that repeats the counts, and that is told', () => {
    const frame = columnFrame(parseColumnText('10 100 100\n11 64 64\n12 0 1\n13 25 25\n'), 'a', { sigma: 'auto' });
    expect([...frame.sigma!]).toEqual([10, 8, 1, 5]);
    expect(frame.warnings).toMatchObject([{ code: 'errors-assumed' }]);
  });

  it('that holds nothing above 0 is left out, and told', () => {
    const frame = columnFrame(parseColumnText('1 100 0\n2 81 0\n3 64 0\n'), 'a', { sigma: 'auto' });
    expect(frame.sigma).toBeUndefined();
    expect(frame.warnings).toMatchObject([{ code: 'errors-left-out' }]);
    expect(frame.y.every(Number.isFinite)).toBe(true);
  });

  it('of some files only, or on another grid, is told', async () => {
    const some = await readColumnSeries(files('some', ['1 100 10\n2 81 9\n3 64 8\n', '1 100\n2 81\n3 64\n']), {
      axis,
      sigma: 'auto',
      timeStep: 1,
    });
    expect(some.variances).toBeUndefined();
    expect(seriesWarnings(some).map(({ code }) => code)).toContain('errors-left-out');
  });
});

describe('values that are missing', () => {
  const codesOf = async (rows: string): Promise<string[]> =>
    seriesWarnings(await readColumnSeries(files('missing', [rows]), { axis, timeStep: 1 })).map(({ code }) => code);

  it('in the signal alone are told once, as masked; in other columns too as missing', async () => {
    expect(await codesOf('1 100 7\n2 nan 8\n3 inf 9\n4 90 9\n')).toEqual(['points-masked', 'columns-left-out']);
    expect(await codesOf('1 100 7\n2 nan nan\n3 80 9\n4 90 9\n')).toEqual([
      'points-masked',
      'missing-values',
      'columns-left-out',
    ]);
  });
});

describe('zeros in a row without deviations', () => {
  // Poisson counts: three zeros in a row where 30 are expected have odds of e^-90.
  const pattern = (seed: number, level: number, scale: number): number[] => {
    const random = seededRandom(seed);
    return Array.from(
      { length: 200 },
      (_, i) => scale * random.poisson(level + 20 * level * Math.exp(-(((i - 90) / 4) ** 2))),
    );
  };
  const maskedOf = (values: readonly number[], along: { name: string; unit: string } = axis): number[] => {
    const text = values.map((value, i) => `${10 + 0.1 * i} ${value}\n`).join('');
    const { y } = columnFrame(parseColumnText(`# ${along.name} I\n${text}`), 'a', { axis: along });
    return [...y.entries()].filter(([, value]) => Number.isNaN(value)).map(([i]) => i);
  };

  it('are gaps of the detector where all beside lies far above, wherever they stand (property)', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        // Of counts in units of their own fewer are too uncertain.
        fc.constantFrom([30, 1], [100, 1], [5000, 1], [400, 137.5], [5000, 1e-5]),
        fc.integer({ min: 0, max: 197 }),
        fc.integer({ min: 3, max: 40 }),
        (seed, [level, scale], from, count) => {
          // On the steep flank of a peak it is not clear enough.
          fc.pre(Math.abs(from - 90) > 20 && Math.abs(Math.min(200, from + count) - 90) > 20);
          const values = pattern(seed, level, scale);
          expect(maskedOf(values)).toEqual([]);
          const gap = Array.from({ length: Math.min(200, from + count) - from }, (_, i) => from + i);
          for (const i of gap) values[i] = 0;
          expect(maskedOf(values)).toEqual(gap);
        },
      ),
      // Near the end few steps are left to tell the scatter.
      { examples: [[650017784, [400, 137.5], 193, 6]] },
    );
  });

  it('are told with their number and place', async () => {
    const values = pattern(1, 100, 1).map((value, i) => (i >= 30 && i < 40 ? 0 : value));
    const paths = files('zero-gap', [values.map((value, i) => `${10 + 0.1 * i} ${value}\n`).join('')]);
    const series = await readColumnSeries(paths, { axis, timeStep: 1 });
    expect(told(series)).toEqual([
      '10 points in 1 of 1 frames are masked, from 13 to 13.9: 10 that hold 0, several in a row, beside values far above it.',
    ]);
  });

  it('stay where they can be measured: few counts, a background cut off at 0, other axes', () => {
    const random = seededRandom(2);
    const few = Array.from({ length: 300 }, () => random.poisson(0.7));
    const cut = Array.from({ length: 300 }, (_, i) =>
      Math.max(0, random.normal() + 500 * Math.exp(-(((i - 150) / 3) ** 2))),
    );
    const clean = Array.from({ length: 300 }, (_, i) =>
      Math.abs(i - 150) > 30 ? 0 : 500 * Math.exp(-(((i - 150) / 9) ** 2)),
    );
    for (const values of [few, cut, clean]) expect(maskedOf(values)).toEqual([]);
    // A spectrum of channels is empty below the threshold of its analyser.
    const threshold = pattern(3, 100, 1).map((value, i) => (i < 30 ? 0 : value));
    expect(maskedOf(threshold, { name: 'channel', unit: '1' })).toEqual([]);
  });
});

describe('marks of no value', () => {
  const marks = ['-', '--', '---', '–', '—', 'N/A', 'n/a', '#N/A', 'n.a.', 'NA', 'null', 'None', 'masked', 'missing'];
  const near = [...marks, 'nan'].flatMap((mark) => [[' ', mark] as const, [',', mark] as const, ['\t', mark] as const]);

  it.each(near)('between %j, %s is missing at the begin, amid and at the end, and told', async (mark, word) => {
    const values = [word, '5', word, '7', '8', word];
    const rows = values.map((value, i) => `${16 + i}${mark}${value}`).join('\n');
    const series = await readColumnSeries(files('marks', [`2theta${mark}I\n${rows}\n`]), { axis, timeStep: 1 });
    expect([...series.axis.values]).toEqual([16, 17, 18, 19, 20, 21]);
    expect([...flatValues(series.signal)]).toEqual([NaN, 5, NaN, 7, 8, NaN]);
    expect(seriesWarnings(series).map(({ message }) => message)).toContainEqual(
      expect.stringContaining('3 that hold no number'),
    );
  });

  it.each(['****', '#DIV/0!', 'x', 'off'])('%s is none', async (word) => {
    const paths = files('word', [`2theta,I\n16,5\n17,${word}\n18,7\n`]);
    await expect(readColumnSeries(paths, { axis, timeStep: 1 })).rejects.toThrow('is no number');
  });

  it('stand for no place of a point', async () => {
    const paths = files('place', ['2theta,I\n16,5\n--,6\n18,7\n']);
    await expect(readColumnSeries(paths, { axis, timeStep: 1 })).rejects.toThrow('is no number');
  });
});
