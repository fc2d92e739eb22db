import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { edgeShape, seededRandom, xasStack } from '@operando/fixtures';
import {
  createEdgePositioner,
  edgeChannelName,
  edgePosition,
  edgePositionMethods,
  edgePositionStack,
  estimateSpectrumNoise,
} from '../src/index.js';
import type { EdgePositionMethod } from '../src/index.js';

const energy = Float64Array.from({ length: 800 }, (_, i) => 8265 + 0.2 * i);
/** Arctangent step: derivative maximum, half-step and symmetric averages all at its centre. */
const arctangent = (center: number, width: number): Float64Array =>
  energy.map((e) => 0.5 + Math.atan((e - center) / width) / Math.PI);

describe('edge positions of an arctangent step, whose centre is known', () => {
  const center = 8345.137;
  const norm = arctangent(center, 1.6);

  it.each(['derivative', 'half-step', 'centroid'] as const)('%s lies at the centre, between grid points', (method) => {
    const { energy: found } = edgePosition(energy, norm, { method, noise: 1e-6 });
    // Blended between neighbouring windows; the grid of 0.2 eV leaves a millielectronvolt.
    expect(Math.abs(found - center)).toBeLessThan(0.001);
  });

  it('integral between symmetric levels lies at the centre', () => {
    const found = edgePosition(energy, norm, { method: 'integral', levels: [0.1, 0.9] });
    expect(Math.abs(found.energy - center)).toBeLessThan(1e-3);
  });

  it('half-step at another level lies where the arctangent says', () => {
    const level = 0.7;
    const truth = center + 1.6 * Math.tan(Math.PI * (level - 0.5));
    expect(Math.abs(edgePosition(energy, norm, { method: 'half-step', level }).energy - truth)).toBeLessThan(0.003);
  });

  it('has no white line', () => {
    expect(() => edgePosition(energy, norm, { method: 'white-line' })).toThrow(
      expect.objectContaining({ code: 'no-edge', message: expect.stringContaining('white line') as string }),
    );
  });
});

describe('white line', () => {
  it('is found between the points at the top of a Gaussian', () => {
    const top = 8350.083;
    const norm = arctangent(8345, 1.6).map((v, i) => v + 2 * Math.exp(-0.5 * ((energy[i]! - top) / 2.5) ** 2));
    // The arctangent's remaining slope at the top moves it by slope sigma^2 / height.
    const slope = 1.6 / (1.6 ** 2 + (top - 8345) ** 2) / Math.PI;
    const truth = top + (slope * 2.5 ** 2) / 2;
    expect(Math.abs(edgePosition(energy, norm, { method: 'white-line' }).energy - truth)).toBeLessThan(0.02);
  });
});

describe('standard errors', () => {
  const random = seededRandom(5);
  const noise = 0.004;
  const trials = 400;
  const positioner = createEdgePositioner(energy);
  const pulls = Object.fromEntries(edgePositionMethods.map((method) => [method, new Float64Array(trials)])) as Record<
    EdgePositionMethod,
    Float64Array
  >;
  for (let trial = 0; trial < trials; trial++) {
    const edge = 8344.5 + random.uniform();
    const clean = energy.map((e) => edgeShape(e, edge));
    const noisy = clean.map((v) => v + noise * random.normal());
    for (const method of edgePositionMethods) {
      const truth = positioner.position(method, clean, 0, edge, noise).energy;
      const found = positioner.position(method, noisy, 0, edge, noise);
      pulls[method][trial] = (found.energy - truth) / found.stderr;
    }
  }

  it.each(edgePositionMethods)('%s: (found - truth) / stderr has mean 0 and width 1', (method) => {
    const values = pulls[method];
    const mean = values.reduce((a, b) => a + b) / trials;
    const width = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (trials - 1));
    // Means of 400 scatter by 0.05; the widths by 0.035. Linear propagation through a
    // recentred cubic leaves up to 20 %.
    expect(Math.abs(mean)).toBeLessThan(0.2);
    expect(width).toBeGreaterThan(0.8);
    expect(width).toBeLessThan(1.25);
  });

  it('without a given noise are never much smaller than with it', () => {
    const clean = energy.map((e) => edgeShape(e, 8345));
    const noisy = clean.map((v) => v + noise * random.normal());
    for (const method of edgePositionMethods) {
      const given = edgePosition(energy, noisy, { method, noise }).stderr;
      const estimated = edgePosition(energy, noisy, { method }).stderr;
      expect(estimated).toBeGreaterThan(0.85 * given);
      expect(estimated).toBeLessThan(2 * given);
    }
  });
});

describe('estimateSpectrumNoise', () => {
  it('finds the noise put on, blind to edge and spikes', () => {
    const random = seededRandom(9);
    const noisy = energy.map((e) => edgeShape(e, 8345) + 0.01 * random.normal());
    noisy[100] = 20;
    expect(Math.abs(estimateSpectrumNoise(energy, noisy) / 0.01 - 1)).toBeLessThan(0.1);
    expect(estimateSpectrumNoise(energy.subarray(0, 5), noisy)).toBeNaN();
  });
});

describe('edgePositionStack', () => {
  const frames = 40;
  const points = 500;
  const stack = xasStack({ frames, points, noise: 0.001, seed: 2 });
  const norm = new Float64Array(frames * points);
  for (let f = 0; f < frames; f++) {
    for (let i = 0; i < points; i++) norm[f * points + i] = edgeShape(stack.energy[i]!, 8344.3 + stack.shift[f]!);
  }

  it.each(edgePositionMethods)('%s follows the true shift of 1.4 eV', (method) => {
    const { columns } = edgePositionStack(stack.energy, norm, { e0: 8345, methods: [method] });
    const { name, unit, values: found } = columns[method]!;
    expect([name, unit]).toEqual([edgeChannelName(method), 'eV']);
    for (let f = 1; f < frames; f++) {
      expect(Math.abs(found[f]! - found[0]! - (stack.shift[f]! - stack.shift[0]!))).toBeLessThan(0.08);
    }
  });

  it('says failed of the frame in which a method finds nothing, and keeps the rest', () => {
    const bad = norm.slice();
    bad.fill(0.2, 3 * points, 4 * points);
    bad[5 * points + 2] = Number.NaN;
    const e0 = new Float64Array(frames).fill(8345);
    e0[7] = Number.NaN;
    const { columns, warnings } = edgePositionStack(stack.energy, bad, { e0, methods: ['half-step'] });
    const column = columns['half-step']!;
    expect([...column.status].flatMap((byte, f) => (byte === statusOf.failed ? [f] : []))).toEqual([3, 7]);
    expect(column.values[3]).toBeNaN();
    expect(column.values[5]).toBeCloseTo(column.values[4]! + stack.shift[5]! - stack.shift[4]!, 1);
    expect(warnings).toEqual([expect.objectContaining({ code: 'no-half-step', where: { frame: 3 } })]);
  });

  it('refuses edge energies of another length', () => {
    expect(() => edgePositionStack(stack.energy, norm, { e0: [1, 2] })).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
  });
});
