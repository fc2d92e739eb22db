import { describe, expect, it } from 'vitest';
import { createAxis, createFrameTime, createSeries } from '@operando/core';
import type { EstimateColumn, Series } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { runTechnique } from '../src/index.js';

const energy = Float64Array.from({ length: 520 }, (_, i) => 8200 + 0.5 * i + (i > 360 ? (i - 360) * 0.5 : 0));

/** Absorption of a species whose edge lies at some energy, with a white line of some height. */
const species = (at: number, height: number) => (e: number) => {
  const x = e - at;
  const waves = x > 0 ? 0.05 * Math.sin(0.1 * x) * Math.exp(-x / 90) : 0;
  return 0.5 + Math.atan(x / 1.2) / Math.PI + height * Math.exp(-((x - 6) ** 2) / 12) + waves;
};
const [first, second] = [species(8341, 0.35), species(8344, 0.6)];

function seriesOf(rows: readonly Float64Array[]): Series<'energy', 'eV'> {
  const signal = new Float64Array(rows.length * energy.length);
  rows.forEach((row, frame) => signal.set(row, frame * energy.length));
  return createSeries({
    signal,
    dims: ['time', 'energy'],
    axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
    time: createFrameTime({ start: Float64Array.from(rows, (_, frame) => 60 * frame), duration: 60 }),
  });
}

describe('shares of standards measured on another scale of energies', () => {
  const random = seededRandom(3);
  const shares = Array.from({ length: 7 }, (_, f) => 0.1 + (0.8 * f) / 6);
  const offset = 0.3;
  // What stands at 8344 in the files of the standards was measured at 8344.3 in those of the series.
  const spectra = seriesOf(
    shares.map((share) =>
      energy.map((e) => (1 - share) * first(e - offset) + share * second(e - offset) + 0.001 * random.normal()),
    ),
  );
  const standards = { one: seriesOf([energy.map(first)]), two: seriesOf([energy.map(second)]) };
  const run = (lcf: object, report = false) =>
    runTechnique(
      'xas',
      { spectra, standards },
      {
        report,
        keepNormalization: true,
        lcf: {
          standards: [
            { name: 'one', file: 'a' },
            { name: 'two', file: 'b' },
          ],
          ...lcf,
        },
      },
    );
  const columnOf = ({ tables }: Awaited<ReturnType<typeof run>>, name: string) => {
    const found = tables.find((each) => each.name === 'results')!.columns.find((each) => each.name === name);
    if (found === undefined || !('stderr' in found)) throw new Error(`no column ${name}`);
    return found;
  };

  it('stand on the page as parts whose sum is what was fitted', async () => {
    const result = await run({}, true);
    const [{ components = [], map } = {}] = result.views ?? [];
    expect(components.map(({ name }) => name)).toEqual(['one', 'two']);
    const { x } = components[0]!;
    for (const frame of [0, 3, 6]) {
      const at = (i: number): number => map!.values[frame * map!.x.length + map!.x.indexOf(x[i]!)]!;
      let [left, all] = [0, 0];
      for (let i = 0; i < x.length; i++) {
        const fit = components.reduce((sum, { values, weights }) => sum + weights[frame]! * values[i]!, 0);
        left += (at(i) - fit) ** 2;
        all += at(i) ** 2;
      }
      // The misfit of the column, from the parts alone.
      const misfit = result.tables[0]!.columns.find(({ name }) => name === 'share_misfit') as EstimateColumn;
      expect(left / all / misfit.values[frame]!).toBeCloseTo(1, 9);
    }
    // Energies that moved are others in each frame: no spectrum of a standard is a part of all.
    expect((await run({ shift: 'sample' }, true)).views?.[0]?.components).toEqual([]);
  });

  it('are off unless energies may move, and hold within their errors where they may', async () => {
    const fixed = await run({});
    expect(Math.abs(Number(columnOf(fixed, 'share_two').values[3]) - shares[3]!)).toBeGreaterThan(0.05);
    for (const [shift, names] of [
      ['sample', ['shift_of_spectrum']],
      ['standards', ['shift_one', 'shift_two']],
    ] as const) {
      const free = await run({ shift });
      const share = columnOf(free, 'share_two');
      for (const [f, wanted] of shares.entries())
        expect(Math.abs(Number(share.values[f]) - wanted)).toBeLessThan(5 * share.stderr![f]! + 0.001);
      for (const name of names) {
        const moved = columnOf(free, name);
        expect(moved.unit).toBe('eV');
        const wanted = shift === 'sample' ? -offset : offset;
        // A standard with a share of a tenth says little of its shift.
        for (const [f, value] of [...moved.values].entries())
          expect(Math.abs(value - wanted)).toBeLessThan(5 * moved.stderr![f]! + 0.005);
      }
      expect(free.provenance.steps.find(({ step }) => step === 'xas-normalize/linearCombinationStack')).toMatchObject({
        options: { shift: shift === 'sample' ? 'sample' : 'components', largestShift: 2 },
      });
    }
  });

  it('are told where energies went as far as they may, and where a bound has nothing to hold', async () => {
    const codesOf = async (lcf: object): Promise<string[]> => (await run(lcf)).warnings.map(({ code }) => code);
    expect(await codesOf({ shift: 'sample', largestShift: 0.1 })).toContain('undetermined');
    expect(await codesOf({ shift: 'sample' })).not.toContain('undetermined');
    expect(await codesOf({ largestShift: 0.1 })).toContain('option-without-effect');
  });

  it('are told where they are no shares, as a standard is a mean over most of the series', async () => {
    const toldOf = async (lcf: object): Promise<string[]> =>
      (await run(lcf)).warnings.flatMap(({ code, message }) => (code === 'shares-outside' ? [message] : []));
    const mixed = {
      standards: [
        { name: 'one', frames: [0, 5] },
        { name: 'two', frames: [6, 6] },
      ],
    };
    // The first frame has 0.1 of the second species, the mean of six (0.1 + ... + 0.767) / 6, the last frame 0.9.
    const over = (0.9 - 0.1) / (0.9 - 0.1 - (2.5 * 0.8) / 6) - 1;
    const [told = '', ...more] = await toldOf(mixed);
    expect(more).toEqual([]);
    expect(Math.abs(Number(/by up to (\S+) in 3 of 7 spectra/.exec(told)?.[1]) - over)).toBeLessThan(0.02);
    // The last frame is the standard: what scatters about itself has no error, and none of 1e-17.
    const { values, stderr } = columnOf(await run(mixed), 'share_two');
    expect([values[6], Array.from(stderr!, Number.isFinite)]).toEqual([1, [true, true, true, true, true, true, false]]);
    expect(await toldOf({ ...mixed, bounds: [0, 1] })).toEqual([]);
    expect(await toldOf({})).toEqual([]);
  });
});
