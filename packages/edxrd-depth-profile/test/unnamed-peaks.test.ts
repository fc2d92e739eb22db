import { describe, expect, it } from 'vitest';
import { edxrdCell, nmcLattice, nmcPhase } from '@operando/fixtures';
import { createFrameProfiler, energyCalibration, resolutionLaw } from '../src/index.js';
import type { DepthProfileOptions, PhaseSetup, SliceProfiles } from '../src/index.js';

// Its truth: NMC111 and Li6PS5Cl, aluminium foil in the last slices, lead K lines of the shielding (Bearden 1967).
const cell = edxrdCell({ positions: 10, frames: 4, counts: 2e6 });
const nmc: PhaseSetup = {
  ...nmcPhase,
  marker: [0, 0, 3],
  lithium: { parameter: 'a', x: [...nmcLattice.x], value: [...nmcLattice.a] },
};

function profileOf(phases: readonly PhaseSetup[], extra: Partial<DepthProfileOptions> = {}): SliceProfiles {
  const profiler = createFrameProfiler({
    channels: cell.channels,
    positions: cell.positions,
    calibration: energyCalibration(cell.calibration),
    twoTheta: { twoTheta: cell.twoTheta, stderr: 0.001 },
    resolution: resolutionLaw(cell.resolution),
    phases,
    ...extra,
  });
  for (let f = 0; f < cell.frames; f++) profiler.addFrame(cell.frame(f), { liveTime: cell.liveTime });
  return profiler.finish();
}

const unnamed = ({ warnings }: SliceProfiles): string =>
  warnings.find(({ code }) => code === 'peaks-unnamed')?.message ?? '';

describe('peaks that the model does not name', () => {
  const all = unnamed(profileOf([nmc]));

  it('are told with what they likely are: lead, aluminium, further reflections of a phase', () => {
    expect(all).toMatch(/74\.9\d keV[^;]*10 of 10 slices\): likely Pb Ka1/);
    expect(all).toMatch(/72\.\d+ keV[^;]*likely Pb Ka2/);
    expect(all).toMatch(/perhaps NMC111 101, which is not/);
  });

  it('say which reflections lie on a line of what was found', () => {
    const foil = unnamed(profileOf([nmc], { fluorescence: { elements: ['Pb'], detector: 'Ge' } }));
    expect(foil).not.toMatch(/Pb Ka/);
    expect(foil).toMatch(/likely Al \d{3}/);
    expect(foil).toMatch(/NMC111 \d{3} on Al \d{3}/);
  });

  it('are not told once they are named', () => {
    const aluminium: PhaseSetup = {
      name: 'Al',
      system: 'cubic',
      cell: { a: 4.0495 },
      reflections: [
        [1, 1, 1],
        [2, 0, 0],
        [2, 2, 0],
        [3, 1, 1],
        [2, 2, 2],
      ],
    };
    const named = unnamed(profileOf([nmc, aluminium], { fluorescence: { elements: ['Pb'], detector: 'Ge' } }));
    expect(named).not.toMatch(/Pb|Al/);
  });
});

it('an angle that is wrong by its error moves contents by the error that calibration is said to leave', () => {
  const off = 0.002;
  const setting = { ...nmc, searchRange: 0.01 };
  const right = profileOf([setting], { twoTheta: { twoTheta: cell.twoTheta, stderr: off } }).phases[0]!;
  const wrong = profileOf([setting], { twoTheta: cell.twoTheta + off }).phases[0]!;
  const moved = [...right.lithium!.values.keys()]
    .map((i) => ({
      content: Math.abs(wrong.lithium!.values[i]! - right.lithium!.values[i]!) / right.lithiumCalibrationError![i]!,
      axis: Math.abs(wrong.cell.a!.values[i]! / right.cell.a!.values[i]! - 1) / right.calibrationError,
    }))
    .filter(({ content }) => Number.isFinite(content));
  expect(moved.length).toBeGreaterThan(20);
  for (const { axis } of moved) expect(Math.abs(axis - 1)).toBeLessThan(0.01);
  // The curve of the content bends within the step.
  for (const { content } of moved) expect(Math.abs(content - 1)).toBeLessThan(0.1);
  expect(right.lithiumCalibrationError!.some((error) => error > 0.005)).toBe(true);
  expect(wrong.lithiumCalibrationError!.every((error) => Number.isNaN(error))).toBe(true);
});
