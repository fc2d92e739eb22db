import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, statusOf, statusWords } from '@operando/core';
import {
  drawCounts,
  graphiteCell,
  graphiteGeometry,
  graphiteLithium,
  seededRandom,
  simulatedCell,
} from '@operando/fixtures';
import { erf } from '@operando/numerics';
import { profilePixels, profileSeries } from '../src/index.js';
import type { CountSeries, PixelOptions } from '../src/index.js';

const cell = simulatedCell(undefined, undefined, undefined, 0.05);
const channels = cell.channelEdges.length - 1;
const [frames, height, width] = [3, 2, 2];
const pixels = height * width;
const random = seededRandom(31);
/** Lithium that differs from pixel to pixel and grows with time. */
const share = (f: number, p: number): number => 0.4 + 0.2 * f + 0.1 * p;
const rates = cell.rates(graphiteLithium.sharp);
const signal = new Float64Array(frames * pixels * channels);
for (let f = 0; f < frames; f++)
  for (let p = 0; p < pixels; p++)
    signal.set(
      drawCounts(
        rates.map((rate) => rate * share(f, p)),
        600,
        random,
      ),
      (f * pixels + p) * channels,
    );
const axis = createAxis({ name: 'energy', unit: 'keV', values: cell.channelEdges, edges: true });
const position = (length: number) =>
  createAxis({ name: 'channel', unit: '1', values: Array.from({ length }, (_, i) => i) });
const stack = (mask?: Uint8Array): CountSeries =>
  createSeries({
    signal,
    dims: ['time', 'y', 'x', 'energy'],
    axis,
    coordinates: { y: position(height), x: position(width) },
    time: { start: [0, 600, 1200], duration: 600 },
    mask,
  });
const options: PixelOptions = { sample: graphiteCell, geometry: graphiteGeometry, lambda: 1e4 };

describe('position-resolved depth profiles', () => {
  it('are those of every pixel by itself', () => {
    const result = profilePixels(stack(), options);
    expect(result.series.dims).toEqual(['time', 'y', 'x', 'depth']);
    expect(result.series.signal.shape.slice(0, 3)).toEqual([frames, height, width]);
    for (const p of [0, 3]) {
      const alone = profileSeries(
        createSeries({
          signal: Float64Array.from({ length: frames * channels }, (_, k) => {
            const f = Math.floor(k / channels);
            return signal[(f * pixels + p) * channels + (k % channels)]!;
          }),
          axis,
          time: { start: [0, 600, 1200], duration: 600 },
        }),
        options,
      );
      for (let f = 0; f < frames; f++) {
        expect(result.total.values[f * pixels + p]).toBeCloseTo(alone.total.values[f]!, -10);
        expect(result.total.stderr[f * pixels + p]! / alone.total.stderr[f]!).toBeCloseTo(1, 6);
        // In the graphite.
        const bin = 125;
        expect(
          result.series.signal.get(f, Math.floor(p / width), p % width, bin) / alone.series.signal.get(f, bin),
        ).toBeCloseTo(1, 5);
      }
    }
    expect(result.layers.map(({ name }) => name)).toEqual(['Kapton', 'Cu', 'anode', 'separator']);
  });

  it('have one smoothing, learnt from the stack, masks, sensitivities of pixels and sums in time', () => {
    const even = profilePixels(stack(), { ...options, smoothing: 'even', lambda: 'evidence' });
    const adapted = profilePixels(stack(), { ...options, lambda: 'evidence' });
    expect(adapted.lambda).not.toBe(even.lambda);
    const half = profilePixels(stack(), { ...options, pixelSensitivity: [1, 1, 1, 0.5] });
    const whole = profilePixels(stack(), options);
    expect(half.total.values[3]! / whole.total.values[3]!).toBeCloseTo(2, 4);
    expect(half.total.values[2]).toBe(whole.total.values[2]);
    const mask = new Uint8Array(signal.length).fill(1, pixels * channels, (pixels + 1) * channels);
    const masked = profilePixels(stack(mask), options);
    expect(masked.total.status[pixels]).toBe(statusOf.masked);
    expect(masked.total.values[pixels]).toBeNaN();
    expect(masked.series.mask!.get(1, 0, 0, 0)).toBe(1);
    expect(statusWords(masked.total.status.slice(1, pixels)).every((word) => word !== 'masked')).toBe(true);
    const summed = profilePixels(stack(), { ...options, rebin: { width: 1800 } });
    expect(summed.series.signal.shape).toEqual([1, height, width, whole.series.axis.size]);
    expect(
      summed.total.values[2]! / ((whole.total.values[2]! + whole.total.values[6]! + whole.total.values[10]!) / 3),
    ).toBeCloseTo(1, 2);
  });

  it('are refused where there are no pixels, or too few sensitivities', () => {
    const plain = createSeries({
      signal: signal.slice(0, channels),
      axis,
      time: { start: [0], duration: 600 },
    });
    expect(() => profilePixels(plain, options)).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    expect(() => profilePixels(stack(), { ...options, pixelSensitivity: [1, 2] })).toThrow(
      /2 sensitivities for 4 pixels/,
    );
    expect(() => profilePixels(stack(), { ...options, pixelSensitivity: [1, 2, 0, 1] })).toThrow(/pixel 2/);
  });

  it('are doubtful beside interfaces that are not sharp, and told where layers do not explain them', () => {
    const step = (depth: number): number => 0.5 * (1 + erf(depth / (Math.SQRT2 * 0.4)));
    const soft = cell.rates((depth) => 1.2e22 * (step(depth - 13.5) - step(depth - 23.5)));
    const drawn = [soft, soft].flatMap((each) => Array.from(drawCounts(each, 600, random)));
    // A line at an energy that no resolution is as sharp as, in the second pixel.
    drawn[channels + 560]! += 4000;
    const series = createSeries({
      signal: Float64Array.from(drawn),
      dims: ['time', 'x', 'energy'],
      coordinates: { x: position(2) },
      axis,
      time: { start: [0], duration: 600 },
    });
    const result = profilePixels(series, { ...options, lambda: 'evidence' });
    expect(statusWords(result.layers[1]!.status)).toEqual(['doubtful', 'misfit']);
    expect(statusWords(result.total.status)).toEqual(['converged', 'misfit']);
    expect(result.series.provenance.at(-1)!.warnings).toEqual([
      expect.objectContaining({
        code: 'misfit',
        message: expect.stringMatching(/^1 of 2 spectra of pixels/) as string,
      }),
      expect.objectContaining({ code: 'interface-not-sharp' }),
    ]);
  });
});
