import { describe, expect, it } from 'vitest';
import { createAxis, createFrameTime, createSeries, statusOf } from '@operando/core';
import type { Series } from '@operando/core';
import { edgeShape, exploration, seededRandom, xasStack } from '@operando/fixtures';
import {
  alignSeries,
  edgeChannelName,
  edgePositionMethods,
  edgeRepeatability,
  normalize,
  repeatabilityWarnings,
} from '../src/index.js';
import type { EdgePositionMethod } from '../src/index.js';

const step = 0.8;
const edge0 = 8344.3;
const { energy } = xasStack({ frames: 1, points: 700 });
type Random = ReturnType<typeof seededRandom>;

function seriesOf(rows: readonly Float64Array[], signal: string, grid: Float64Array = energy): Series<'energy', 'eV'> {
  const values = new Float64Array(rows.length * grid.length);
  rows.forEach((row, frame) => values.set(row, frame * grid.length));
  return createSeries({
    signal: values,
    dims: ['time', 'energy'],
    axis: createAxis({ name: 'energy', unit: 'eV', values: grid }),
    time: createFrameTime({ start: Float64Array.from(rows, (_, frame) => 60 * frame), duration: 60 }),
    metadata: { signal },
  });
}

const clean = (edge: number): Float64Array =>
  energy.map((e) => 0.35 - 1.1e-4 * (e - edge0) + step * edgeShape(e, edge));

/** Noise by kind, as a share of what `docs/edge-errors.md` tells of at length. */
const kinds: Readonly<Record<string, readonly [string, (mu: Float64Array, random: Random) => Float64Array]>> = {
  white: ['mu', (mu, random) => mu.map((v) => v + 0.0016 * random.normal())],
  'drifting within each scan': [
    'mu',
    (mu, random) => {
      const [a, b] = [0.0016 * random.normal(), 0.0016 * random.normal()];
      const phase = (2 * Math.PI) / mu.length;
      return mu.map((v, i) => v + a * Math.sin(phase * i) + b * Math.cos(phase * i) + 0.0016 * random.normal());
    },
  ],
  'counting in transmission': [
    'ln(i0 / it)',
    (mu, random) =>
      mu.map((v) => {
        const passed = 1e6 * Math.exp(-1 - v);
        return Math.log(1e6 / (passed + Math.sqrt(passed) * random.normal()));
      }),
  ],
  'counting in fluorescence': [
    'if / i0',
    (mu, random) =>
      mu.map((v) => {
        const counts = 2e5 * (v - 0.18);
        return (counts + Math.sqrt(Math.max(0, counts)) * random.normal()) / 2e5;
      }),
  ],
};

describe('standard errors of edge positions, noise of the normalization and the grid among them', () => {
  // Widths of 400 scatter by 0.035, of 200 by 0.05.
  const frames = exploration.isExploring ? 400 : 200;
  const room = exploration.isExploring ? 0.13 : 4 / Math.sqrt(2 * frames);
  const shift = Float64Array.from({ length: frames }, (_, f) => 1.4 * (1 - Math.abs((2 * f) / frames - 1)));

  const given = { pre1: -150, pre2: -40, norm1: 60, norm2: 900 };
  const cases = Object.entries(kinds).flatMap(([kind, [signal, of]]) => [
    [kind, 'ranges found', signal, of, {}] as const,
    [kind, 'ranges given', signal, of, given] as const,
  ]);

  it.each(cases)(
    '%s, %s: pulls against the true shift have width 1, by every definition',
    (_kind, _ranges, signal, of, options) => {
      const random = seededRandom(11);
      const { channels } = normalize(
        seriesOf(
          Array.from(shift, (moved) => of(clean(edge0 + moved), random)),
          signal,
        ),
        { ...options, positions: 'all' },
      );
      const widths = edgePositionMethods.map((method): [EdgePositionMethod, number] => {
        const { values, stderr } = channels[edgeChannelName(method)]!;
        const off = values.map((value, f) => value - shift[f]!);
        const weights = stderr!.map((error) => error ** -2);
        const mean = off.reduce((sum, v, f) => sum + weights[f]! * v, 0) / weights.reduce((sum, w) => sum + w, 0);
        return [method, Math.sqrt(off.reduce((sum, v, f) => sum + ((v - mean) / stderr![f]!) ** 2, 0) / (frames - 1))];
      });
      // Errors without the noise of the normalization are off by 1.4 to 3 (integral), with ranges given those without what wanders
      // within each scan by 1.5.
      for (const [method, width] of widths) expect([method, Math.abs(width - 1) < room]).toEqual([method, true]);
    },
  );
});

describe('noise that neighbours share', () => {
  it('is counted as such on a grid four times as fine', () => {
    const random = seededRandom(2);
    const coarse = Float64Array.from({ length: 1200 }, (_, i) => 8150 + 0.8 * i);
    const fine = Float64Array.from({ length: 4 * 1199 }, (_, i) => 8150 + 0.2 * i);
    const rows = Array.from({ length: 60 }, () => {
      const values = coarse.map((e) => step * edgeShape(e, edge0) + 0.0016 * random.normal());
      return fine.map((_, i) => {
        const t = (i % 4) / 4;
        return (1 - t) * values[Math.floor(i / 4)]! + t * values[Math.floor(i / 4) + 1]!;
      });
    });
    const { channels } = normalize(seriesOf(rows, 'mu', fine), { positions: ['half-step', 'integral'], e0: 8345 });
    for (const { stderr, repeatability } of edgeRepeatability(channels)) {
      expect(stderr).toBeGreaterThan(0.6 * repeatability);
      expect(stderr).toBeLessThan(1.8 * repeatability);
    }
  });
});

describe('noise of the reference', () => {
  it('that spectra were aligned by is in the errors of their edges: pulls have width 1', () => {
    const random = seededRandom(21);
    const frames = 150;
    const foilNoise = 0.02;
    const measured = seriesOf(
      Array.from({ length: frames }, () => kinds['white']![1](clean(edge0), random)),
      'mu',
    );
    // What a noisy foil says of a scale that stands still.
    const shift = Float64Array.from({ length: frames }, () => foilNoise * random.normal());
    const aligned = alignSeries(measured, {
      shift,
      stderr: new Float64Array(frames).fill(foilNoise),
      status: new Uint8Array(frames).fill(statusOf.converged),
    });
    const { channels } = normalize(aligned, { positions: ['half-step', 'integral'], norm1: 60 });
    for (const name of ['edge_half_step', 'edge_integral']) {
      const { values, stderr } = channels[name]!;
      const mean = values.reduce((sum, v) => sum + v, 0) / frames;
      const width = Math.sqrt(values.reduce((sum, v, f) => sum + ((v - mean) / stderr![f]!) ** 2, 0) / (frames - 1));
      // Widths of 150 scatter by 0.06; without the reference they are 3.
      expect([name, width > 0.8 && width < 1.2]).toEqual([name, true]);
    }
  });
});

describe('repeatability', () => {
  const random = seededRandom(4);
  const frames = 60;
  const jitter = Array.from({ length: frames }, (_, f) => 0.01 * f + 0.1 * random.normal());

  it('is the scatter from frame to frame, steady drifts left aside, and warned of where errors do not tell it', () => {
    const rows = jitter.map((moved) => kinds['white']![1](clean(edge0 + moved), random));
    const { channels } = normalize(seriesOf(rows, 'mu'), { positions: 'all' });
    const all = edgeRepeatability(channels);
    expect(all.map(({ method }) => method)).toEqual(edgePositionMethods);
    // The energy scale goes back and forth by 0.1 eV; robust scatter of 58 overlapping differences: 15 %.
    for (const { repeatability } of all) expect(Math.abs(repeatability / 0.1 - 1)).toBeLessThan(0.45);
    expect(repeatabilityWarnings(all)).toEqual([
      expect.objectContaining({
        code: 'scatter-beyond-errors',
        message: expect.stringContaining('half-step') as string,
      }),
    ]);
    const honest = all.map(({ method, repeatability }) => ({ method, repeatability, stderr: repeatability }));
    expect(repeatabilityWarnings(honest)).toEqual([]);
  });

  it('is not known of a few frames', () => {
    const values = Float64Array.of(1, 2, 3);
    const status = new Uint8Array(3).fill(statusOf.ok);
    const channels = { edge_half_step: { values, stderr: values, unit: 'eV', status } };
    expect(edgeRepeatability(channels)).toEqual([{ method: 'half-step', stderr: 2, repeatability: Number.NaN }]);
    expect(repeatabilityWarnings(edgeRepeatability(channels))).toEqual([]);
  });
});
