import { createAxis, createSeries, tableColumn } from '@operando/core';
import type { EstimateColumn, TextColumn } from '@operando/core';
import { describe, expect, it } from 'vitest';
import { refinePattern, refineSeries } from '../src/index.js';
import type { Phase } from '../src/index.js';
import { pullsOf, walkSeries } from './pulls.js';
import type { Walked } from './pulls.js';
import { optionsOf, phasesOf, readSimulated } from './simulated.js';
import type { SeriesId, SimulatedSeries } from './simulated.js';
import { modelStructure, rietveldFolder } from './structures.js';

const walked = new Map<SeriesId, Promise<Walked>>();
function walk(id: SeriesId): Promise<Walked> {
  const result = walked.get(id) ?? walkSeries(readSimulated(id));
  walked.set(id, result);
  return result;
}

/** Sizes and strains as one would begin with. */
const shapesOfLibrary: Readonly<Record<string, { size: number; strain: number }>> = {
  LiFePO4: { size: 100, strain: 1000 },
  FePO4: { size: 80, strain: 1500 },
  Al: { size: 300, strain: 600 },
};

/** Phases as their CIFs have them, without orientation. */
const libraryPhases = (series: SimulatedSeries): Phase[] =>
  phasesOf(series, series.frames[40]!).map((phase) =>
    Object.assign({}, phase, shapesOfLibrary[phase.name], {
      cell: modelStructure(phase.name).cell,
      orientation: phase.orientation && Object.assign({}, phase.orientation, { ratio: 1 }),
    }),
  );

describe.skipIf(rietveldFolder === undefined)('simulated series', () => {
  const ids: [SeriesId][] = [['lfp-synchrotron'], ['nmc-laboratory'], ['nmc-neutron']];

  // Statistical errors of counts: pulls have mean 0 and width 1. Limits are four standard errors of those of n frames, and
  // 0.1 beside for what frames share (a series is one draw of where it begins and ends).
  it.each(ids)('%s: deviations are as large as their errors say', async (id) => {
    for (const [name, all] of pullsOf(await walk(id))) {
      const n = all.length;
      if (n < 30 || /orientation|size|strain|uiso/.test(name)) continue;
      const mean = all.reduce((sum, pull) => sum + pull, 0) / n;
      const width = Math.sqrt(all.reduce((sum, pull) => sum + (pull - mean) ** 2, 0) / (n - 1));
      expect(Math.abs(mean), `${name}, mean of ${n}`).toBeLessThan(4 / Math.sqrt(n));
      expect(Math.abs(width - 1), `${name}, width of ${n}`).toBeLessThan(4 / Math.sqrt(2 * n));
    }
  });

  it.each(ids)('%s: phases are present and absent where they are', async (id) => {
    const { series, rows } = await walk(id);
    for (const { frame, phases, status } of rows) {
      if (status === 'masked') continue;
      phases.forEach(({ presence, weightFraction, detectionLimit }, p) => {
        const { weightFraction: truth, name } = series.frames[frame]!.phases[p]!;
        if (truth === 0) {
          expect(presence, `${name} in frame ${frame}`).toBe('absent');
          expect(weightFraction).toBe(0);
        } else if (presence === 'absent') expect(truth, `${name} in frame ${frame}`).toBeLessThan(detectionLimit);
        else if (presence === 'trace') expect(truth, `${name} in frame ${frame}`).toBeLessThan(0.04);
      });
    }
  });

  it('a weak and a dark frame are told, and leave their neighbours alone', async () => {
    const { series, rows } = await walk('lfp-synchrotron');
    expect(rows.filter(({ status }) => status === 'masked').map(({ frame }) => frame)).toEqual([104]);
    expect(rows.filter(({ status }) => status === 'held').map(({ frame }) => frame)).toEqual([36]);
    for (const frame of [35, 36, 37, 103, 105]) {
      rows[frame]!.phases.forEach(({ weightFraction, weightFractionStderr }, p) => {
        const truth = series.frames[frame]!.phases[p]!.weightFraction;
        expect(Math.abs(weightFraction - truth)).toBeLessThan(4 * weightFractionStderr);
      });
    }
    expect(
      rows[104]!.phases.every(({ presence, weightFraction }) => presence === 'no-data' && Number.isNaN(weightFraction)),
    ).toBe(true);
  });

  it('orientation is found from none, on the right side of it', () => {
    const series = readSimulated('lfp-synchrotron');
    const { status, parameters, phases } = refinePattern(
      { twoTheta: series.twoTheta, intensity: series.counts(40) },
      optionsOf(series, libraryPhases(series)),
    );
    const { value, stderr } = parameters.find(({ name }) => name === 'Al.orientation')!;
    const truth = series.frames[40]!.phases[2]!;
    expect(status).toBe('converged');
    expect(Math.abs(value - truth.marchDollase!.r)).toBeLessThan(4 * stderr);
    const fraction = phases[2]!.weightFraction;
    expect(Math.abs(fraction.value - truth.weightFraction)).toBeLessThan(4 * fraction.stderr);
  });

  it('every frame is good, and described', async () => {
    for (const [id] of ids) {
      for (const { status, goodnessOfFit, frame } of (await walk(id)).rows) {
        if (status === 'masked') continue;
        expect(status === 'converged' || status === 'held', `${id} ${frame}: ${status}`).toBe(true);
        expect(goodnessOfFit).toBeLessThan(1.1);
      }
    }
  });
});

describe.skipIf(rietveldFolder === undefined)('refineSeries', () => {
  const part = (from: number, to: number, id: SeriesId = 'nmc-neutron') => {
    const series = readSimulated(id);
    const stack = Float64Array.from({ length: (to - from) * series.twoTheta.length }, () => 0);
    for (let t = from; t < to; t++) stack.set(series.counts(t), (t - from) * series.twoTheta.length);
    return createSeries({
      signal: stack,
      axis: createAxis({ name: 'two-theta', unit: 'deg', values: series.twoTheta }),
      time: { start: Float64Array.from({ length: to - from }, (_, t) => 60 * t), duration: 60 },
    });
  };

  it('gives a table of frames and one of each phase', async () => {
    const { refiner, rows } = await walk('nmc-neutron');
    const result = await refineSeries(part(0, 4), refiner.options);
    expect(result.tables.map(({ name }) => name)).toEqual(['frames', 'nmc811', 'al']);
    const table = result.tables[1]!;
    expect((tableColumn(table, 'presence') as TextColumn).words).toEqual(['present', 'present', 'present', 'present']);
    const a = tableColumn(table, 'a') as EstimateColumn;
    expect(a.unit).toBe('angstrom');
    expect(a.values[3]).toBeCloseTo(rows[3]!.values[refiner.names.indexOf('NMC811.a')]!, 6);
    expect((tableColumn(table, 'li1_occupancy') as EstimateColumn).stderr![0]).toBeGreaterThan(0);
    expect(result.rows[2]!.phases[0]!.weightFraction).toBeCloseTo(rows[2]!.phases[0]!.weightFraction, 4);
  });

  it('stops where it is told to, with what is done handed out', async () => {
    const { refiner } = await walk('nmc-neutron');
    const controller = new AbortController();
    const done: number[] = [];
    const work = refineSeries(part(0, 6), {
      ...refiner.options,
      signal: controller.signal,
      onFrame: ({ frame }) => {
        done.push(frame);
        if (frame === 2) controller.abort(new Error('enough'));
      },
    });
    await expect(work).rejects.toThrow('enough');
    expect(done).toEqual([0, 1, 2]);
  });

  it('shares parameters over frames, as the joint least squares would', async () => {
    const { series, refiner, rows } = await walk('nmc-laboratory');
    const names = ['Al.orientation', 'H1.size'];
    const result = await refineSeries(part(0, 12, 'nmc-laboratory'), { ...refiner.options, shared: names });
    const [ratio, size] = names.map((name) => refiner.names.indexOf(name)) as [number, number];
    const first = result.rows[0]!;
    for (const row of result.rows) {
      expect(row.values[ratio]).toBe(first.values[ratio]);
      expect(row.stderr[size]).toBe(first.stderr[size]);
      expect(row.status).toBe('converged');
    }
    const truth = series.frames[0]!.phases;
    expect(Math.abs(first.values[ratio]! - truth[2]!.marchDollase!.r)).toBeLessThan(3.5 * first.stderr[ratio]!);
    expect(Math.abs(first.values[size]! - truth[0]!.size)).toBeLessThan(3.5 * first.stderr[size]!);
    // Twelve frames know it as well as the inverse variances of each alone add up to.
    const alone = rows.slice(0, 12).reduce((sum, { stderr }) => sum + stderr[ratio]! ** -2, 0) ** -0.5;
    expect(first.stderr[ratio]! / alone).toBeGreaterThan(0.7);
    expect(first.stderr[ratio]! / alone).toBeLessThan(1.05);
    await expect(refineSeries(part(0, 2), { ...refiner.options, shared: ['no such'] })).rejects.toThrow('not refined');
  });
});
