import { seededRandom } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import { createRefiner, createSeriesWalk, followSeries } from '../src/index.js';
import type { FrameData, FrameRow, Phase, Refiner } from '../src/index.js';
import { matched, options, pattern } from './cubic-patterns.js';

const random = seededRandom(3);

/** Counts of cubic phases, on part of the angles. */
function counts(phases: readonly { a: number; height: number }[], beam = 1): { twoTheta: number[] } & FrameData {
  const all = pattern(phases);
  const used = Array.from(all.twoTheta, (x, i) => ({ x, y: all.intensity[i]! * beam })).filter(
    ({ x }) => x > 34 && x < 50,
  );
  const intensity = Float64Array.from(used, ({ y }) => Math.max(0, Math.round(y + Math.sqrt(y) * random.normal())));
  return { twoTheta: used.map(({ x }) => x), intensity };
}

interface Followed {
  readonly refiner: Refiner;
  readonly rows: readonly FrameRow[];
  /** The rows of the walk forward. */
  readonly forward: readonly FrameRow[];
}

async function follow(phases: readonly Phase[], frames: readonly ReturnType<typeof counts>[]): Promise<Followed> {
  const refiner = createRefiner(frames[0]!.twoTheta, { ...options, phases, range: [34, 50] });
  const walk = createSeriesWalk(refiner);
  for (const frame of frames) walk.push(frame);
  const { rows } = await followSeries(
    refiner,
    async (look, wanted) => {
      for (const [t, frame] of frames.entries()) if (wanted?.has(t) !== false) look(t, frame);
    },
    { shared: [], smooth: [], onRow: () => {} },
  );
  return { refiner, rows, forward: walk.rows };
}

const foil = { a: 4.05, height: 2000 };

describe('a series is looked at again', () => {
  it('a phase that grows so slowly that the walk forward never misses it is found walking back', async () => {
    // Its cell is 1.2 % longer than it was given: absent, says each frame, and is hardly worse than the one before.
    const height = (t: number): number => (t < 4 ? 0 : 30 * 1.09 ** t);
    const frames = Array.from({ length: 24 }, (_, t) => counts([foil, { a: 4.7 * 1.012, height: height(t) }]));
    const { refiner, rows, forward } = await follow([matched('A', 4.05), matched('B', 4.7)], frames);
    expect(forward.map(({ phases }) => phases[1]!.presence)).toContain('absent');
    expect(forward.at(-1)!.phases[1]!.presence).toBe('absent');
    const a = refiner.names.indexOf('B.a');
    for (const { frame, phases, values, stderr } of rows) {
      const [, { presence, upperLimit }] = phases as [unknown, FrameRow['phases'][number]];
      expect(presence === 'absent', `frame ${frame}`).toBe(frame < 4);
      if (presence === 'absent') expect(upperLimit).toBeGreaterThan(0);
      else if (stderr[a]! > 0) expect(Math.abs(values[a]! / (4.7 * 1.012) - 1)).toBeLessThan(1e-3);
    }
  });

  it('of two cells that one phase may have, the better is taken in every frame, however long the walk stayed with the other', async () => {
    const frames = Array.from({ length: 30 }, (_, t) =>
      counts([
        { a: 4.09, height: t > 27 ? 0 : 1000 - 17 * t },
        { a: 4.05, height: 600 + 10 * t },
      ]),
    );
    const { refiner, rows, forward } = await follow([matched('A', 4.085)], frames);
    const a = refiner.names.indexOf('A.a');
    const first = (all: readonly FrameRow[]): number => all.findIndex(({ values }) => values[a]! < 4.07);
    // Both are as strong in frame 15.
    expect(first(forward)).toBe(-1);
    expect(Math.abs(first(rows) - 15)).toBeLessThan(3);
    expect(rows.slice(first(rows)).every(({ values }) => Math.abs(values[a]! - 4.05) < 0.003)).toBe(true);
  });

  it('a weak frame in the beginning is told, and says nothing to the next', async () => {
    const usual = Array.from({ length: 5 }, () => counts([foil]));
    const { rows } = await follow([matched('A', 4.045)], [counts([foil], 0.06), ...usual]);
    const { rows: without } = await follow([matched('A', 4.045)], usual);
    expect(rows.map(({ status }) => status)).toEqual(['held', ...without.map(({ status }) => status)]);
    for (const [t, row] of without.entries()) expect(rows[t + 1]!.values).toEqual(row.values);
    expect(Math.abs(rows[0]!.values[0]! / without[0]!.values[0]! - 1)).toBeLessThan(1e-3);
  });

  it('a few counts in the beginning are no pattern', async () => {
    const usual = Array.from({ length: 4 }, () => counts([foil]));
    const few = Array.from(usual[0]!.intensity, (_, i) => (i % 400 === 7 ? 1 : 0));
    const dark = { ...usual[0]!, intensity: few };
    const { rows } = await follow([matched('A', 4.05)], [dark, ...usual]);
    const { rows: without } = await follow([matched('A', 4.05)], usual);
    expect([rows[0]!.status, rows[0]!.phases[0]!.presence]).toEqual(['masked', 'no-data']);
    for (const [t, row] of without.entries()) expect(rows[t + 1]!.values).toEqual(row.values);
  });

  it('frames after a beam that lost most of its intensity for good are refined as the others', async () => {
    const frames = Array.from({ length: 30 }, (_, t) => counts([{ ...foil, a: 4.05 + 1e-4 * t }], t < 12 ? 1 : 0.1));
    const { refiner, rows } = await follow([matched('A', 4.05)], frames);
    const a = refiner.names.indexOf('A.a');
    expect(rows.filter(({ status }) => status === 'held' || status === 'masked')).toEqual([]);
    for (const { frame, values, stderr } of rows) {
      expect(stderr[a]).toBeGreaterThan(0);
      expect(Math.abs(values[a]! - 4.05 - 1e-4 * frame)).toBeLessThan(0.001);
    }
  });

  it('patterns whose background was subtracted are not dark for having no sum', async () => {
    const frames = Array.from({ length: 4 }, () => {
      const { intensity, ...rest } = counts([foil]);
      const level = Array.from(intensity).reduce((sum, y) => sum + y, 0) / intensity.length;
      return {
        ...rest,
        intensity: Array.from(intensity, (y) => y - level - 1),
        sigma: Array.from(intensity, (y) => Math.sqrt(Math.max(1, y))),
      };
    });
    const { rows } = await follow([matched('A', 4.05)], frames);
    expect(rows.map(({ status }) => status)).not.toContain('masked');
    expect(rows.every(({ phases }) => phases[0]!.presence === 'present')).toBe(true);
  });
});
