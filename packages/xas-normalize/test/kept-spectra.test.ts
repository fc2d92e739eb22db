import { describe, expect, it } from 'vitest';
import { createAxis, createFrameTime, createSeries, flatValues, seriesBlock, statusOf } from '@operando/core';
import type { Series } from '@operando/core';
import { createKeeper, createNormalizer } from '../src/index.js';

const energy = Float64Array.from({ length: 800 }, (_, i) => 7000 + 0.5 * i);
/** Arctangents have half their height at their centres. @param height Of the edge, and what the spectrum begins at. */
function spectra(centers: readonly number[], height = 1, below = 0): Series<'energy', 'eV'> {
  const signal = Float64Array.from({ length: centers.length * energy.length }, (_, k) => {
    const center = centers[Math.floor(k / energy.length)]!;
    return below + height * (0.5 + Math.atan((energy[k % energy.length]! - center) / 2) / Math.PI);
  });
  signal[7] = Number.NaN;
  return createSeries({
    signal,
    axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
    time: createFrameTime({ start: Float64Array.from(centers.keys()), duration: new Float64Array(centers.length) }),
    mask: Uint8Array.from(signal, (value) => (Number.isNaN(value) ? 1 : 0)),
  });
}
const centers = [7120, 7120.3, 7120.7, 7121.2, 7121.4];

describe('spectra that are kept', () => {
  it('stay as they are, value for value, and so are read their edges, in blocks too', () => {
    const series = spectra(centers);
    const whole = createKeeper(series.axis, { positions: 'all' });
    const { flat, norm } = whole.add(series);
    expect([flatValues(flat.signal), norm]).toEqual([flatValues(series.signal), flat]);
    const { channels, step, edgeStep, warnings } = whole.finish();
    centers.forEach((center, i) => expect(channels['edge_half_step']!.values[i]).toBeCloseTo(center, 2));
    expect(step.step).toBe('xas-normalize/keepNormalization');
    // On a grid of 0.5 eV. An arctangent goes on rising: fits above it miss a little of its height.
    for (const value of edgeStep.values) expect(value).toBeCloseTo(1, 1);
    const parts = createKeeper(series.axis, { positions: 'all' });
    for (const [from, to] of [
      [0, 2],
      [2, 5],
    ] as const)
      parts.add(seriesBlock(series, from, to));
    const inBlocks = parts.finish();
    expect([inBlocks.channels, inBlocks.warnings]).toEqual([channels, warnings]);
  });

  it('have the edge energies and steps that a normalization finds', () => {
    const series = spectra(centers);
    const [kept, normalized] = [createKeeper(series.axis), createNormalizer(series.axis)];
    kept.add(series);
    normalized.add(series);
    const { e0, edgeStep } = kept.finish();
    expect({ e0, edgeStep }).toEqual({ e0: normalized.finish().e0, edgeStep: normalized.finish().edgeStep });
  });

  it('are told where they cannot be normalized ones', () => {
    const codes = (series: Series<'energy', 'eV'>): string[] => {
      const keeper = createKeeper(series.axis, { positions: ['half-step'] });
      keeper.add(series);
      return keeper.finish().warnings.map(({ code }) => code);
    };
    expect(codes(spectra(centers))).not.toContain('uncertain-edge-step');
    expect(codes(spectra(centers, 0.4, 0.2))).toContain('uncertain-edge-step');
  });

  it('of a dark frame fail alone', () => {
    const series = spectra(centers);
    const signal = flatValues(series.signal).slice();
    signal.fill(Number.NaN, energy.length, 2 * energy.length);
    const dark = createSeries({
      ...series,
      signal,
      mask: Uint8Array.from(signal, (value) => (Number.isNaN(value) ? 1 : 0)),
    });
    const keeper = createKeeper(series.axis, { positions: 'all' });
    keeper.add(dark);
    const { status, channels } = keeper.finish();
    expect([status[1], channels['edge_half_step']!.status?.[1]]).toEqual([statusOf.failed, statusOf.failed]);
    expect(channels['edge_half_step']!.values[2]).toBeCloseTo(centers[2]!, 2);
  });
});
