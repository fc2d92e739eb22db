import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, statusWords } from '@operando/core';
import {
  drawCounts,
  graphiteCell,
  graphiteGeometry,
  graphiteLithium,
  seededRandom,
  simulatedCell,
} from '@operando/fixtures';
import { profileSeries } from '../src/index.js';
import type { NdpProfiles, ProfileSeriesOptions } from '../src/index.js';

const cell = simulatedCell(undefined, undefined, undefined, 0.05);
const channels = cell.channelEdges.length - 1;
const frames = 3;
const seconds = 600;

function analyse(more: Partial<ProfileSeriesOptions>): NdpProfiles {
  const random = seededRandom(4);
  const signal = new Float64Array(frames * channels);
  for (let f = 0; f < frames; f++)
    signal.set(drawCounts(cell.rates(graphiteLithium.sharp), seconds, random), f * channels);
  const axis = createAxis({ name: 'channel', unit: '1', values: Array.from({ length: channels }, (_, i) => i) });
  const series = createSeries({ signal, axis, time: { start: [0, seconds, 2 * seconds], duration: seconds } });
  const calibration = { offset: 5, gain: 2.8 };
  return profileSeries(series, { sample: graphiteCell, geometry: graphiteGeometry, calibration, ...more });
}

const leaksOf = ({ series }: NdpProfiles) =>
  series.provenance.at(-1)!.warnings!.filter(({ code }) => code === 'resolution-left-in');

describe('methods that leave the resolution in', () => {
  it('tell how many atoms stand in other layers than theirs', () => {
    const result = analyse({ method: 'direct' });
    const [kapton, copper, anode, separator] = result.layers;
    for (const layer of [copper, anode, separator])
      expect(new Set(statusWords(layer!.status))).toEqual(new Set(['doubtful']));
    expect(statusWords(kapton!.status)).not.toContain('doubtful');
    expect(statusWords(result.total.status)).not.toContain('doubtful');
    const [warning] = leaksOf(result);
    // A step of c seen through a Gaussian of standard deviation s puts c s / sqrt(2 pi) on its other side.
    const blurred =
      (1.2e22 * 1e-4 * result.axes[0]!.resolutionAt(13.5)) / (2 * Math.sqrt(2 * Math.log(2)) * Math.sqrt(2 * Math.PI));
    const told = Number(/Cu (\S+) too many/.exec(warning!.message)![1]);
    expect(Math.abs(told / blurred - 1)).toBeLessThan(0.2);
    // It is what copper, which has none, comes out with.
    expect(Math.abs(copper!.values[0]! / blurred - 1)).toBeLessThan(0.15);
    expect(warning!.message).toMatch(/method tikhonov/);
  });

  it('are told of where some of it is left, and not where none is', () => {
    const lucy = analyse({ method: 'richardson-lucy' });
    expect(leaksOf(lucy)).toHaveLength(1);
    // Kapton is empty, and every resample of none is none: its error is that of the one count that may have been missed.
    const counted =
      lucy.total.values[0]! / cell.rates(graphiteLithium.sharp).reduce((sum, rate) => sum + rate * seconds, 0);
    expect(lucy.layers[0]!.stderr[0]! / counted).toBeGreaterThan(0.9);
    expect(lucy.layers[0]!.stderr[0]! / counted).toBeLessThan(3);
    expect(leaksOf(analyse({ method: 'tikhonov' }))).toEqual([]);
  });
});
