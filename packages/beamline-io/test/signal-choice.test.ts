import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesSource, flatValues, seriesWarnings } from '@operando/core';
import type { NamedSource, Series } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { absorptionOf, openSeries, parseColumnText, parseXdi, readSeriesFrom } from '../src/index.js';
import { referenceSignal } from '../src/absorption/reference-signal.js';
import { signalCandidates } from '../src/absorption/signal-candidates.js';

const encoder = new TextEncoder();
const source = (name: string, text: string): NamedSource => ({ name, bytes: bytesSource(encoder.encode(text)) });
const energies = Array.from({ length: 160 }, (_, i) => 7000 + 2.5 * i);
/** An edge at 7120 eV with a white line and oscillations above it, of step 1. */
const edge = (energy: number): number => {
  const step = 1 / (1 + Math.exp((7120 - energy) / 1.5));
  const line = 0.4 * Math.exp(-(((energy - 7126) / 4) ** 2));
  return step * (1 + 0.05 * Math.sin(Math.sqrt(Math.max(0, energy - 7120)) / 0.6)) + line;
};
/** A table of columns. @param columns By label, a value for each energy. */
function tableText(columns: Readonly<Record<string, (energy: number, i: number) => number>>): string {
  const labels = Object.keys(columns);
  const rows = energies.map((energy, i) => labels.map((label) => columns[label]!(energy, i)).join(' '));
  return `# energy ${labels.join(' ')}\n${energies.map((energy, i) => `${energy} ${rows[i]!}`).join('\n')}\n`;
}
const noise = (seed: number): (() => number) => {
  const random = seededRandom(seed);
  return () => random.normal();
};
const one = (): number => 1e6;
const signalOf = ({ metadata }: Series): unknown => metadata['signal'];
const codesOf = (series: Series): string[] => seriesWarnings(series).map(({ code }) => code);
const read = (text: string, options = {}): Promise<Series> => readSeriesFrom([source('scan.dat', text)], options);

describe('labels of ionization chambers', () => {
  it.each([
    ['I_0', 'I_trans', 'I_ref'],
    ['I-0', 'I-t', 'I-ref'],
    ['i_0', 'i_1', 'i_2'],
    ['I0', 'Itransmitted', 'I_reference'],
    ['io', 'it', 'ir'],
  ])('%s, %s and %s are of the incident beam, behind the sample and behind a foil', (incident, behind, foil) => {
    const table = parseColumnText(tableText({ [behind]: one, [incident]: one, [foil]: one }));
    expect(signalCandidates(table).map(({ signal }) => signal)).toEqual([{ transmission: [incident, behind] }]);
    expect(referenceSignal(table)).toEqual({ transmission: [behind, foil] });
  });

  it.each(['I_f', 'i-fluo', 'IFluorescence', 'iff'])('%s counts fluorescence', (label) => {
    const table = parseColumnText(tableText({ i0: one, [label]: one }));
    expect(signalCandidates(table).map(({ signal }) => signal)).toEqual([{ fluorescence: ['i0', label] }]);
  });
});

describe('the signal of a file that offers several', () => {
  it('is the fluorescence where the transmission has no edge, and both are named', async () => {
    const random = noise(1);
    const series = await read(
      tableText({
        i0: one,
        itrans: (energy) => 1e6 * Math.exp(-(1.2 - 2e-4 * (energy - 7000))) * (1 + 0.02 * random()),
        ifluor: (energy) => 1e6 * (0.5 + 16 * edge(energy)),
      }),
    );
    expect([signalOf(series), codesOf(series).filter((code) => code.startsWith('signal'))]).toEqual([
      'ifluor / i0',
      ['signal-chosen'],
    ]);
    const told = seriesWarnings(series).find(({ code }) => code === 'signal-chosen');
    expect(told!.message).toMatch(/^ifluor \/ i0 \(edge step 1[56].*better than ln\(i0 \/ itrans\) \(edge step /);
    expect(series.provenance[0]!.options).toMatchObject({
      compared: [expect.stringContaining('ln(i0 / itrans)'), expect.stringContaining('ifluor / i0')],
    });
  });

  it('is the first whose edge is sound, whatever else is there; noise decides where none is', async () => {
    const both = (relative: number): string => {
      const random = noise(2);
      return tableText({
        i0: one,
        itrans: (energy) => 1e6 * Math.exp(-edge(energy) - 0.3 + relative * random()),
        ifluor: (energy) => 1e4 * (0.1 + edge(energy)),
      });
    };
    const chosen = await Promise.all(
      [0, 0.003, 0.05, 0.15].map(async (relative) => signalOf(await read(both(relative)))),
    );
    expect(chosen).toEqual(['ln(i0 / itrans)', 'ln(i0 / itrans)', 'ifluor / i0', 'ifluor / i0']);
    expect(codesOf(await read(both(0.003))).filter((code) => code.startsWith('signal'))).toEqual([]);
    // Asked for, it is taken as it is.
    expect(signalOf(await read(both(0.05), { signal: { transmission: ['i0', 'itrans'] } }))).toBe('ln(i0 / itrans)');
  });

  it('is told to be doubtful where none shows an edge', async () => {
    const random = noise(3);
    const series = await read(
      tableText({ i0: one, itrans: () => 5e5 * (1 + 0.01 * random()), ifluor: () => 100 * (1 + 0.1 * random()) }),
    );
    expect([signalOf(series), codesOf(series).includes('signal-doubtful')]).toEqual(['ln(i0 / itrans)', true]);
  });

  it('is one for all spectra of a series, though one of them is noisy, or aborted', async () => {
    const random = noise(4);
    const text = (relative: number): string =>
      tableText({
        i0: one,
        itrans: (energy) => 1e6 * Math.exp(-edge(energy) + relative * random()),
        ifluor: (energy) => 1e4 * (0.1 + edge(energy)),
      });
    const texts = Array.from({ length: 9 }, (_, i) => text(i === 4 ? 0.2 : 0.001));
    texts[0] = texts[0]!.split('\n').slice(0, 30).join('\n') + '\n';
    const series = await readSeriesFrom(texts.map((each, i) => source(`s_${i}.dat`, each)));
    expect([signalOf(series), series.time.start.length]).toEqual(['ln(i0 / itrans)', 8]);
    const opened = await openSeries(texts.map((each, i) => source(`s_${i}.dat`, each)));
    expect(opened.metadata['signal']).toBe('ln(i0 / itrans)');
  });

  it('is looked for by the labels of a file without the columns of the others', async () => {
    const first = tableText({ i0: one, itrans: (energy) => 1e6 * Math.exp(-edge(energy)), ifluor: () => 1 });
    const other = tableText({ mu: edge });
    const series = await readSeriesFrom([source('a.dat', first), source('b.dat', first), source('c.dat', other)]);
    expect(signalOf(series)).toBe('ln(i0 / itrans); mu');
  });
});

describe('elements of a detector', () => {
  const rates = fc.record({
    elements: fc.integer({ min: 2, max: 6 }),
    dead: fc.double({ min: 1e-7, max: 2e-6, noNaN: true }),
    seed: fc.integer(),
    style: fc.constantFrom(
      ['fe_ka_#', 'icr_#', 'ocr_#'],
      ['ROI#', 'ICR#', 'OCR#'],
      ['D#_FeKa', 'D#_ICR', 'D#_OCR'],
      ['Fe_Ka_mca#', 'InputCounts_mca#', 'OutputCounts_mca#'],
    ),
  });

  it('are added up, each with its dead time taken off: the counts that were there (property)', () => {
    fc.assert(
      fc.property(rates, ({ elements, dead, seed, style }) => {
        const random = seededRandom(seed);
        const gains = Array.from({ length: elements }, () => 0.5 + random.uniform());
        const columns: Record<string, (energy: number) => number> = { i0: () => 1e5 };
        for (const [k, gain] of gains.entries()) {
          const input = (energy: number): number => gain * (2e4 + 1e5 * edge(energy));
          const live = (energy: number): number => 1 / (1 + dead * input(energy));
          const [counts, icr, ocr] = style.map((label) => label.replace('#', String(k + 1)));
          columns[counts!] = (energy) => gain * 1e4 * edge(energy) * live(energy);
          columns[icr!] = input;
          columns[ocr!] = (energy) => input(energy) * live(energy);
        }
        const table = parseColumnText(tableText(columns));
        const { values } = absorptionOf(table, 'auto', 'error', table.columns[0]!.values);
        const total = gains.reduce((sum, gain) => sum + gain, 0);
        energies.forEach((energy, i) => expect(values[i]! / (total * 0.1 * edge(energy))).toBeCloseTo(1, 9));
      }),
      { numRuns: 20 },
    );
  });

  it('are found by the labels of beamlines', () => {
    const expressions = (labels: string): unknown[] =>
      signalCandidates(
        parseColumnText(`# ${labels}\n${labels.replaceAll(/\S+/g, '1')}\n${labels.replaceAll(/\S+/g, '2')}\n`),
      ).map(({ signal }) => Object.values(signal)[0] as unknown);
    expect(expressions('energy i0 it DTC1 DTC2 ROI1 ICR1 OCR1 ROI2 ICR2 OCR2')).toEqual([
      ['i0', 'it'],
      ['i0', 'DTC1', 'DTC2'],
      '(ROI1 * ICR1 / OCR1 + ROI2 * ICR2 / OCR2) / i0',
      ['i0', 'ROI1', 'ROI2'],
    ]);
    expect(expressions('energy i0 Fe_Ka_mca1 Fe_Ka_mca2 DTFactor_mca1 DTFactor_mca2 Clock_mca1 Clock_mca2')).toEqual([
      '(Fe_Ka_mca1 * DTFactor_mca1 + Fe_Ka_mca2 * DTFactor_mca2) / i0',
      ['i0', 'Fe_Ka_mca1', 'Fe_Ka_mca2'],
    ]);
    expect(expressions('energy i0 tey fy temperature')).toEqual([
      ['i0', 'fy'],
      ['i0', 'tey'],
    ]);
    expect(expressions('energy norm mu i0 i1')).toEqual(['norm', 'mu', ['i0', 'i1']]);
  });
});

describe('the reference foil', () => {
  const xdi = (labels: string): string =>
    `# XDI/1.0\n# Element.symbol: Fe\n# Element.edge: K\n#---\n# ${labels}\n${energies
      .map((energy) =>
        [
          energy,
          ...labels
            .split(' ')
            .slice(1)
            .map((label) => 1e6 * Math.exp(-(['i0', 'itrans', 'irefer', 'i2', 'iref'].indexOf(label) + edge(energy)))),
        ].join(' '),
      )
      .join('\n')}\n`;

  it.each([
    ['energy i0 itrans irefer', 'ln(itrans / irefer)'],
    ['energy i0 i1 i2', 'ln(i1 / i2)'],
    ['energy i0 iref', 'ln(i0 / iref)'],
    ['energy i0 it mu_ref', 'mu_ref'],
    ['energy i0 it ir murefer', 'murefer'],
  ])('of %s is %s', (labels, expression) => {
    expect(absorptionOf(parseXdi(xdi(labels)), 'reference').expression).toBe(expression);
  });

  it('is a series of its own, and refused where there is none', async () => {
    const series = await read(xdi('energy i0 itrans irefer'), { signal: 'reference' });
    expect([series.metadata['signal'], flatValues(series.signal)[0]]).toEqual([
      'ln(itrans / irefer)',
      expect.closeTo(1, 9),
    ]);
    await expect(read(xdi('energy i0 itrans'), { signal: 'reference' })).rejects.toThrow(
      expect.objectContaining({ code: 'column-missing' }),
    );
  });
});
