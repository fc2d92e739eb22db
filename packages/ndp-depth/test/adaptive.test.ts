import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, statusWords } from '@operando/core';
import {
  drawCounts,
  graphiteCell,
  graphiteGeometry,
  graphiteLithium,
  seededRandom,
  simulatedCell,
  exploration,
} from '@operando/fixtures';
import { erf } from '@operando/numerics';
import { profileSeries } from '../src/index.js';
import type { NdpProfiles, ProfileSeriesOptions } from '../src/index.js';

const cell = simulatedCell(undefined, undefined, undefined, 0.04);
const channels = cell.channelEdges.length - 1;
const usualSeconds = 600;
const frames = 16;

/** Profiles of a structure against its truth. */
interface Measured {
  readonly result: NdpProfiles;
  readonly one: number;
  readonly two: number;
  readonly pulls: readonly number[];
  /** Share of the bins within 0.7 um of the moving front that 1.96 standard errors cover. */
  readonly atFront: number;
}

const byDefault = new Map<(depth: number, done: number) => number, Measured>();
/** Profiles with default options of 16 usual frames, worked out once for each structure. */
function usually(lithium: (depth: number, done: number) => number): Measured {
  const known = byDefault.get(lithium) ?? measure(lithium, {});
  byDefault.set(lithium, known);
  return known;
}

function measure(
  lithium: (depth: number, done: number) => number,
  more: Partial<ProfileSeriesOptions>,
  seconds = usualSeconds,
  /** Channels that are masked in every other frame. */
  masked: readonly number[] = [],
): Measured {
  const random = seededRandom(12);
  const at = (f: number) => (depth: number) => lithium(depth, f / (frames - 1));
  const signal = new Float64Array(frames * channels);
  for (let f = 0; f < frames; f++) signal.set(drawCounts(cell.rates(at(f)), seconds, random), f * channels);
  const mask = Uint8Array.from(signal, (_, k) =>
    Math.floor(k / channels) % 2 === 1 && masked.includes(k % channels) ? 1 : 0,
  );
  const series = createSeries({
    signal,
    mask: masked.length === 0 ? undefined : mask,
    axis: createAxis({ name: 'channel', unit: '1', values: Array.from({ length: channels }, (_, i) => i) }),
    time: { start: Array.from({ length: frames }, (_, f) => f * seconds), duration: seconds },
  });
  const result = profileSeries(series, {
    sample: graphiteCell,
    geometry: graphiteGeometry,
    calibration: { offset: 5, gain: 2.8 },
    ...more,
  });
  const edges = result.series.axis.values;
  let [one, two, all] = [0, 0, 0];
  let [beside, besideAll] = [0, 0];
  const pulls = result.profiles.map((profile, f) => {
    const truth = cell.meanOver(at(f), edges);
    truth.forEach((value, j) => {
      // Bins without lithium are told from none at the bound: they always cover.
      if (value < 1e20) return;
      const away = Math.abs(profile!.concentration[j]! - value) / profile!.stderr[j]!;
      one += away < 1 ? 1 : 0;
      two += away < 1.96 ? 1 : 0;
      all++;
      if (Math.abs(0.5 * (edges[j]! + edges[j + 1]!) - (21.5 - (6 * f) / (frames - 1))) > 0.7) return;
      beside += away < 1.96 ? 1 : 0;
      besideAll++;
    });
    const areal = truth.reduce((sum, value, j) => sum + value * (edges[j + 1]! - edges[j]!) * 1e-4, 0);
    return (result.total.values[f]! - areal) / result.total.stderr[f]!;
  });
  return { result, one: one / all, two: two / all, pulls, atFront: beside / besideAll };
}
const codes = ({ series }: NdpProfiles): string[] => series.provenance.at(-1)!.warnings!.map(({ code }) => code);
/** Evenly full graphite between error functions of this width, um. */
function softGraphite(width: number): (depth: number) => number {
  const step = (depth: number): number => 0.5 * (1 + erf(depth / (Math.SQRT2 * width)));
  return (depth) => 1.2e22 * (step(depth - 13.5) - step(depth - 23.5));
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('smoothing that adapts to the depth', () => {
  it.each([
    ['a front that moves through the graphite', graphiteLithium.front, usualSeconds] as const,
    ['a layer that takes no part', graphiteLithium.dead, usualSeconds] as const,
    // Of a million counts each frame tells where in its bin the edge lies.
    ...(exploration.isExploring
      ? [['a layer that takes no part, a million counts', graphiteLithium.dead, 6000] as const]
      : []),
    ['a plated film and dendrites', graphiteLithium.dendrites, usualSeconds] as const,
  ])('has bands that cover at sharp structure nobody told of: %s', (_, lithium, seconds) => {
    const { result, one, two, pulls } = seconds === usualSeconds ? usually(lithium) : measure(lithium, {}, seconds);
    expect(new Set(statusWords(result.status))).toEqual(new Set(['converged']));
    // Structure inside of layers is not taken for soft interfaces.
    expect(codes(result)).toEqual([]);
    expect(Math.abs(one - 0.7)).toBeLessThan(0.15);
    expect(two).toBeGreaterThan(0.88);
    // 16 frames leave 0.25.
    expect(Math.abs(mean(pulls))).toBeLessThan(0.8);
  });

  // Many counts, and each structure at more of them, only in `npm run explore`.
  it.each(exploration.isExploring ? [600, 6000] : [600])(
    'has the edge of a front that nobody told of, in frames of %d s',
    (seconds) => {
      const { result, one, two, atFront } =
        seconds === usualSeconds ? usually(graphiteLithium.front) : measure(graphiteLithium.front, {}, seconds);
      expect(result.series.provenance.at(-1)!.options).toMatchObject({ smoothing: 'adaptive', edgeIn: 'anode' });
      expect(result.front).toBeUndefined();
      // 16 frames of some ten independent numbers leave 4 and 2 %: three times that.
      expect(Math.abs(one - 0.68)).toBeLessThan(0.12);
      expect(Math.abs(two - 0.95)).toBeLessThan(0.06);
      expect(atFront).toBeGreaterThan(0.8);
    },
  );

  it('has that edge in frames with masked channels, too', () => {
    const whole = usually(graphiteLithium.front);
    // Four channels of the graphite.
    const { result, two, atFront } = measure(graphiteLithium.front, {}, usualSeconds, [560, 561, 562, 563]);
    expect(result.series.provenance.at(-1)!.options).toMatchObject({ edgeIn: 'anode' });
    expect(Math.abs(two - 0.95)).toBeLessThan(0.06);
    expect(atFront).toBeGreaterThan(0.8);
    // As steep between the bins at the edge as without the mask: smoothed, it is half of that.
    const steepest = ({ profiles }: NdpProfiles): number[] =>
      profiles.map((profile) => {
        const steps = Array.from(profile!.concentration.subarray(1), (value, j) =>
          profile!.layer[j] === 2 && profile!.layer[j + 1] === 2 ? value - profile!.concentration[j]! : 0,
        );
        return Math.max(...steps);
      });
    const before = steepest(whole.result);
    const ratios = steepest(result).map((step, f) => step / before[f]!);
    expect(Math.min(...ratios)).toBeGreaterThan(0.6);
  });

  it('has bands no wider than they must be where profiles bend evenly: films and exponential tails', () => {
    const { one, two } = usually(graphiteLithium.dendrites);
    // 16 frames of some ten independent numbers leave 4 and 2 %; independent second differences covered 77 and 98 %.
    expect(Math.abs(one - 0.68)).toBeLessThan(0.08);
    expect(Math.abs(two - 0.95)).toBeLessThan(0.04);
  });

  it('finds no edges where there are none, nor in frames that are joined in time', () => {
    const options = (more: Partial<ProfileSeriesOptions>, lithium = graphiteLithium.front): unknown =>
      measure(lithium, more).result.series.provenance.at(-1)!.options;
    expect(options({}, graphiteLithium.sharp)).not.toHaveProperty('edgeIn');
    expect(options({ temporalSmoothness: 1, rebin: { width: 8 * usualSeconds } })).not.toHaveProperty('edgeIn');
  });

  it('keeps interfaces sharp that are, when it looks for their widths', () => {
    const { result } = measure(graphiteLithium.sharp, {
      interfaceWidth: 'evidence',
      rebin: { width: 8 * usualSeconds },
    });
    expect(result.interfaceWidths).toEqual([0, 0, 0]);
  });

  it('finds interfaces about as wide as they are, half of the resolution', () => {
    const width = 0.2;
    const { result } = measure(softGraphite(width), { interfaceWidth: 'evidence', rebin: { width: 8 * usualSeconds } });
    const [empty, upper, lower] = result.interfaceWidths;
    expect(empty).toBe(0);
    // The search goes in steps of 0.03 um there: two of them.
    expect(Math.abs(upper! - width)).toBeLessThan(0.06);
    expect(Math.abs(lower! - width)).toBeLessThan(0.06);
  });

  it.each([0.2, 0.4])('tells that interfaces %d um wide were taken for sharp', (width) => {
    const options = { rebin: { width: 8 * usualSeconds } };
    const { result } = measure(softGraphite(width), options);
    const [kapton, copper, anode] = result.layers;
    expect(codes(result)).toContain('interface-not-sharp');
    const { message } = result.series.provenance.at(-1)!.warnings![0]!;
    expect(message).toMatch(/interface of Cu and anode at 13\.50 um.*interfaceWidth evidence/);
    // What the counts ask for is the width of the truth within a step of two.
    const asked = Number(/about ([\d.]+) um/.exec(message)![1]);
    expect(asked / width).toBeGreaterThan(0.24);
    expect(asked / width).toBeLessThan(2.1);
    expect(new Set(statusWords(copper!.status))).toEqual(new Set(['doubtful']));
    expect(new Set(statusWords(anode!.status))).toEqual(new Set(['doubtful']));
    expect(new Set(statusWords(kapton!.status))).toEqual(new Set(['converged']));
    expect(new Set(statusWords(result.total.status))).toEqual(new Set(['converged']));
    expect(codes(measure(softGraphite(width), { ...options, interfaceWidth: width }).result)).toEqual([]);
  });

  it('does not take a dead layer, of which few counts tell, for an interface that is not sharp', () => {
    const few = { smoothing: 'even', rebin: { width: 120 } } as const;
    expect(codes(measure(graphiteLithium.dead, few, 15).result)).not.toContain('interface-not-sharp');
    // As few counts of interfaces that are not sharp.
    expect(codes(measure(softGraphite(0.4), few, 15).result)).toContain('interface-not-sharp');
  });

  it('does not look for widths beside a front', () => {
    const both = { interfaceWidth: 'evidence', front: { layer: 'anode' } } as const;
    expect(() => measure(graphiteLithium.front, both)).toThrow(/by evidence beside a front.*without a front/);
  });

  it('does what one strength for all depths cannot', () => {
    const { one, pulls } = measure(graphiteLithium.front, { smoothing: 'even' });
    expect(one).toBeLessThan(0.5);
    expect(mean(pulls)).toBeLessThan(-0.8);
    expect(() => measure(graphiteLithium.front, { smoothing: 'much' as 'even' })).toThrow(/adaptive/);
  });
});
