import { describe, expect, it } from 'vitest';
import { exploration, radiographCell } from '@operando/fixtures';
import type { RadiographCell } from '@operando/fixtures';
import { statusOf } from '@operando/core';
import {
  attenuation,
  collectProfiles,
  differenceToFirst,
  findBlackBodies,
  motionCorrelation,
  reactionFront,
  scatterEffect,
  transmissionOf,
  transmissionPlan,
  watchOpenRegion,
} from '../src/index.js';
import type { DepthProfiles, TransmissionPlan } from '../src/index.js';

function planOf(cell: RadiographCell, withBodies = true): TransmissionPlan {
  const { width, height, blackBody, blackBodyOpen, ...more } = cell;
  const openRegions = cell.openColumns.map(([left, right]) => ({ top: 0, bottom: height, left, right }));
  return transmissionPlan(
    { ...more, ...(withBodies ? { blackBody, blackBodyOpen } : {}) },
    { width, height, openRegions },
  );
}

function profilesOf(cell: RadiographCell, plan: TransmissionPlan, statistic?: 'mean' | 'median'): DepthProfiles {
  const [left, right] = cell.columns;
  const collector = collectProfiles(plan, { columns: [left + 4, right - 4], rows: [0, cell.height], statistic });
  for (const frame of cell.sample) collector.add(attenuation(frame, plan));
  return collector.finish();
}

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, each) => sum + each * each, 0) / values.length);

describe('simulated cells', () => {
  const cell = radiographCell({ seed: 3, frames: 14, dotRadius: 6 });
  const plan = planOf(cell);
  const profiles = profilesOf(cell, plan);

  it('show their dead and hot pixels, the noise of the camera and its blur', () => {
    expect(plan.bad.dead).toEqual(cell.dead);
    expect(plan.bad.hot).toEqual(cell.hot);
    // 0.9 per neutron; sqrt(2 / 80 000 pixels) makes 0.5 %, medians of integers some more.
    expect(Math.abs(plan.gain - 0.9)).toBeLessThan(0.03);
    expect(Math.abs(plan.psfSigma - 1.1)).toBeLessThan(0.15);
  });

  it('have the attenuation of the truth, with errors by counting', () => {
    const row = cell.cathode[1] - 6;
    const at = (f: number, y: number): number => profiles.values[f * profiles.rows + y]!;
    const pulls = [30, 33, 36, 38].map(
      (y) => (at(0, y) - 0.52) / Math.sqrt(profiles.variances[y]! + profiles.common[y]!),
    );
    // Scatter is known to 3e-4 of the beam, which is one standard error of a row.
    expect(rms(pulls)).toBeLessThan(2.5);
    expect(Math.abs(at(0, row) - cell.before)).toBeLessThan(0.006);
    expect(Math.abs(at(13, cell.cathode[0] + 6) - cell.behind)).toBeLessThan(0.006);
    const median = profilesOf(cell, plan, 'median');
    expect(Math.abs(median.values[35]! - 0.52)).toBeLessThan(0.008);
    expect(median.variances[35]! / profiles.variances[35]!).toBeCloseTo(Math.PI / 2, 2);
  });

  it('lose some percent of attenuation without black bodies, as they say', () => {
    const without = planOf(cell, false);
    expect(without.warnings.map(({ code }) => code)).toEqual(['scatter-uncorrected']);
    const plain = profilesOf({ ...cell, sample: cell.sample.slice(0, 1) }, without);
    expect(plain.values[35]! / profiles.values[35]!).toBeLessThan(0.97);
    // ln(0.8 / 0.6) seen, of beams of which 0.03 were scatter: ln(0.77 / 0.57).
    expect(scatterEffect(0.8, 0.6, 0.03)).toBeCloseTo(Math.log(0.8 / 0.6) / Math.log(0.77 / 0.57) - 1, 12);
  });

  it('have fronts with honest errors, whichever way they move', () => {
    const pulls: number[] = [];
    for (let seed = 1; seed <= (exploration.isExploring ? 30 : 2); seed++) {
      const each = radiographCell({ seed, frames: 12, backwards: seed % 2 === 0, dotRadius: 6 });
      const eachPlan = planOf(each);
      const { psfSigma } = eachPlan;
      const front = reactionFront(profilesOf(each, eachPlan), { rows: each.cathode, psfSigma });
      expect(front.direction).toBe(seed % 2 === 0 ? -1 : 1);
      for (let f = 4; f < 12; f++) {
        pulls.push((front.center.values[f]! - each.frontRow[f]!) / front.center.stderr![f]!);
        expect(front.center.status![f]).toBe(statusOf.converged);
      }
    }
    // 16 pulls scatter by 18 %, two of these are 0.35; of 100 series of 30 frames the width is 0.99 (scripts/radiograph-pulls.mjs).
    expect(rms(pulls)).toBeGreaterThan(0.65);
    expect(rms(pulls)).toBeLessThan(1.35);
  });

  it('are told when lithium arrives without a front', () => {
    const even = radiographCell({ seed: 2, frames: 10, gradual: true });
    const { center, evidence } = reactionFront(profilesOf(even, planOf(even)), { rows: even.cathode });
    expect(Math.max(...evidence)).toBeLessThan(6);
    expect([...center.status!].every((status) => status !== statusOf.converged)).toBe(true);
  });

  it('have a front by half of the change, too, without a claim', () => {
    const { center } = reactionFront(profiles, { rows: cell.cathode, model: 'half-maximum' });
    expect(Math.abs(center.values[9]! - cell.frontRow[9]!)).toBeLessThan(0.5);
    expect(center.status![9]).toBe(statusOf.doubtful);
    expect(() => reactionFront(profiles, { rows: [10, 15] })).toThrow(RangeError);
    expect(() => reactionFront(profiles, { rows: cell.cathode, psfSigma: -1 })).toThrow(/blur is -1 rows/);
  });

  it('keep a frame of a beam that dips, with larger errors', () => {
    const dip = attenuation(cell.sample[7]!, plan);
    const usual = attenuation(cell.sample[6]!, plan);
    expect(dip.dose / usual.dose).toBeLessThan(0.7);
    expect(dip.doseStderr / usual.doseStderr).toBeGreaterThan(1.2);
    expect(dip.variance[3000]! / usual.variance[3000]!).toBeGreaterThan(1.3);
  });

  it('tell an open region that the sample reaches into, or that changes', () => {
    const watchOf = (region: { left: number; right: number }): number => {
      const { width, height } = cell;
      const wrong = transmissionPlan(cell, {
        width,
        height,
        openRegions: [
          { top: 0, bottom: height, left: 0, right: 14 },
          { top: 0, bottom: height, ...region },
        ],
      });
      const watch = watchOpenRegion(wrong);
      for (const frame of cell.sample) {
        const { transmission, dose } = transmissionOf(frame, wrong);
        watch.add(transmission, dose);
      }
      return watch.finish().length;
    };
    expect(watchOf({ left: 84, right: 96 })).toBe(0);
    expect(watchOf({ left: 76, right: 90 })).toBeGreaterThan(0);
  });

  it('are refused with dots that are too small for the blur, or without any', () => {
    const small = radiographCell({ seed: 1, frames: 1, dotRadius: 2, psfSigma: 1.2 });
    expect(() => planOf(small)).toThrow(/light leaks into their middles/);
    expect(() => findBlackBodies(new Float32Array(400).fill(1), { width: 20, height: 20 })).toThrow(/0 opaque dots/);
    const { width, height } = cell;
    expect(() => transmissionPlan({ ...cell, open: [] }, { width, height, openRegions: [] })).toThrow(/0 open frames/);
    expect(() =>
      transmissionPlan(
        { dark: cell.dark, open: cell.open },
        { width, height, openRegions: [{ top: 0, bottom: 2, left: 0, right: 2 }] },
      ),
    ).toThrow(/sound pixels/);
    expect(() =>
      transmissionPlan({ dark: [new Uint16Array(3)], open: cell.open }, { width, height, openRegions: [] }),
    ).toThrow(/3 pixels/);
  });

  it('show layers that move by what their borders do', () => {
    const differences = differenceToFirst(profiles, 2);
    expect(Math.abs(motionCorrelation(profiles, differences))).toBeLessThan(0.5);
    const shifted = Float64Array.from(profiles.values);
    const { rows, frames } = profiles;
    for (let y = 1; y < rows; y++)
      shifted[(frames - 1) * rows + y] = profiles.values[y]! + 0.4 * (profiles.values[y - 1]! - profiles.values[y]!);
    const moved = { ...profiles, values: shifted };
    expect(motionCorrelation(moved, differenceToFirst(moved))).toBeLessThan(-0.8);
  });
});
