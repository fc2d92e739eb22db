import { describe, expect, it } from 'vitest';
import { createAxis, createFrameDetail, createSeries, seriesSource } from '@operando/core';
import type { Electrochemistry, EstimateColumn } from '@operando/core';
import { detailMap, viewTimes } from '../src/technique/frame-view.js';
import { runTechnique } from '../src/index.js';
import { shownDetail } from '../src/techniques/xas/views.js';
import { eisCase, ndpCase, nrCase, xasSpectra } from './in-memory.js';

/** Frames of three points, with a pause after the fifth. */
const starts = [0, 10, 20, 30, 40, 500, 510, 520, 530];
const series = createSeries({
  signal: Float64Array.from({ length: 27 }, (_, i) => i),
  axis: createAxis({ name: 'energy', unit: 'eV', values: Float64Array.of(1, 2, 3) }),
  time: { start: starts, duration: 10, epoch: 1000 },
});

function detailOf(values: number) {
  const collector = createFrameDetail(series.axis, starts.length, { values });
  collector.add(series);
  return collector.finish();
}

describe('frames for a page', () => {
  it('are rows of their own where all fit', () => {
    const map = detailMap(detailOf(100), series);
    expect(map.firstFrames).toBeUndefined();
    expect(Array.from(map.values)).toEqual([...series.signal.data]);
  });

  it('say with which frame each mean of neighbours begins, also behind a pause', () => {
    const detail = detailOf(9);
    expect(detail.framesPerRow).toBe(3);
    // Three frames, then two before the pause, then three and one: the means were made by hand.
    const { firstFrames, values } = detailMap(detail, series);
    expect([...firstFrames!]).toEqual([0, 3, 5, 8]);
    expect(Array.from(values).slice(0, 6)).toEqual([3, 4, 5, 10.5, 11.5, 12.5]);
  });

  it('stand as means of neighbours while more come, where an analysis keeps those, and each by itself in the end', async () => {
    const detail = detailOf(9);
    const analysis = { detail, series, flat: seriesSource(series) };
    expect(await shownDetail(analysis, { isGrowing: true })).toBe(detail);
    const { framesPerRow, values } = await shownDetail(analysis, {});
    expect(framesPerRow).toBe(1);
    expect([...values]).toEqual([...series.signal.data]);
  });

  it('count their time from the first, with the log of the cycler over the same time', () => {
    const cycler: Electrochemistry = {
      epoch: 990,
      columns: {
        test_time_second: Float64Array.of(0, 10, 250, 560, 9000),
        voltage_volt: Float64Array.of(3, 3.1, 3.5, 4, 2),
      },
      original: {},
      segments: [{ row: 0 }],
      metadata: {},
      warnings: [],
    };
    const joined = createSeries({
      ...series,
      channels: { voltage_volt: { values: new Float64Array(9).fill(3.3), unit: 'V' } },
    });
    const { time, traces } = viewTimes({ series: joined, electrochemistry: cycler }, 2);
    expect([...time!.start]).toEqual(starts);
    // Ten seconds before the first frame, less the offset; what lies outside the frames is left out.
    const [trace] = traces!;
    expect(Array.from(trace!.time, (second) => Math.round(second))).toEqual([2, 242]);
    expect([...trace!.values]).toEqual([3.1, 3.5]);
    expect(viewTimes({ series: joined }, undefined).traces).toBeUndefined();
  });

  it('come with a result where they are asked for, and only there', async () => {
    const input = { spectra: xasSpectra(3) };
    const { views } = await runTechnique('xas', input, { report: true });
    expect(views!.map(({ name }) => name)).toEqual(['spectra']);
    expect(views![0]!.tracks!.map(({ name }) => name)).toEqual(['edge (half step)']);
    expect(views![0]!.ranges!.map(({ name }) => name)).toEqual(['pre-edge line', 'post-edge curve']);
    expect('views' in (await runTechnique('xas', input))).toBe(false);
  });

  it('have no time where the files carry none, as frames of reflectivity without a step', async () => {
    const { input, options } = nrCase([60, 64]);
    const times = async (more: object): Promise<(number | undefined)[]> => {
      const { views } = await runTechnique('nr', input, { ...options, series: true, report: true, ...more });
      return views!.map(({ time }) => time?.start[1]);
    };
    expect(await times({})).toEqual([undefined, undefined]);
    expect(await times({ timeStep: 60 })).toEqual([60, 60]);
  });

  it('of depth profiles are also the spectra, whose counts and fits give the chi-square of each frame', async () => {
    const { input, options } = ndpCase(3);
    const { views, tables } = await runTechnique('ndp', input, { ...options, report: true });
    expect(views!.map(({ name }) => name)).toEqual(['profiles', 'spectra']);
    const { map, curves = [] } = views![1]!;
    const points = map!.x.length;
    const chiSquare = tables[0]!.columns.find(({ name }) => name === 'chi_square') as EstimateColumn;
    curves.forEach(({ frame, values }) => {
      // No expected count is taken for less than a millionth.
      const pearson = values.reduce((sum, expected, i) => {
        const mean = Math.max(1e-6, expected);
        return sum + (map!.values[frame * points + i]! - mean) ** 2 / mean;
      }, 0);
      expect(pearson / chiSquare.values[frame]!).toBeCloseTo(1, 9);
    });
    expect(curves).toHaveLength(3);
  });

  it('of impedance are the spectra in their plane, with the circuit and what it leaves in shares of |Z|', async () => {
    const { input, options } = eisCase();
    const noise = 0.002;
    const { views, tables } = await runTechnique('eis', input, { ...options, noise, report: true });
    expect(views!.map(({ name }) => name)).toEqual(['spectra']);
    const curves = views![0]!.curves!.filter(({ frame }) => frame === 1);
    expect(curves.map(({ kind }) => kind)).toEqual(['data', 'fit', 'residual', 'residual']);
    const [measured, , ...left] = curves;
    const { re, im } = input.spectra[1]!;
    expect(measured!.x).toEqual(re.toSorted());
    expect(measured!.values.toSorted()).toEqual(im.map((value) => -value).toSorted());
    // Each part is weighted by its noise, a share of |Z|: the squares of what is left are the chi-square of the fit.
    const chiSquare = tables[0]!.columns.find(({ name }) => name === 'chi_square') as EstimateColumn;
    const squares = left.reduce((sum, { values }) => sum + values.reduce((part, value) => part + value ** 2, 0), 0);
    expect(squares / (100 * noise) ** 2 / chiSquare.values[1]!).toBeCloseTo(1, 9);
  });
});
