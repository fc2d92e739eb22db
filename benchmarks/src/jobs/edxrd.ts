import { edxrdCell, nmcLattice, nmcPhase } from '@operando/fixtures';
import type { SliceProfiles } from '@operando/edxrd-depth-profile';
import type { Build } from '../program/build.js';
import { atMost, within } from '../program/job.js';
import type { Job, Prepared } from '../program/job.js';
import { momentsOf } from '../program/statistics.js';

const fitted = 'fit with cell and lithium content';

async function prepare(build: Build, quick: boolean): Promise<Prepared> {
  const { createFrameProfiler, energyCalibration, resolutionLaw } = await build.load('edxrd-depth-profile');
  const cell = edxrdCell({ positions: 40, frames: 80 });
  const frames = Array.from({ length: quick ? 4 : 40 }, (_, f) => cell.frame(f));
  const profiles = (): SliceProfiles => {
    const profiler = createFrameProfiler({
      positions: cell.positions,
      channels: cell.channels,
      calibration: energyCalibration(cell.calibration),
      twoTheta: cell.twoTheta,
      resolution: resolutionLaw(cell.resolution),
      phases: [
        {
          ...nmcPhase,
          marker: [0, 0, 3],
          lithium: { parameter: 'a', calibration: { kind: 'table', x: nmcLattice.x, values: nmcLattice.a } },
        },
        // Shares a window with 104.
        { name: 'argyrodite', system: 'cubic', cell: { a: 9.859 }, reflections: [[4, 2, 2]] },
      ],
      fluorescence: { elements: ['Pb'], detector: 'Ge' },
    });
    for (const frame of frames) profiler.addFrame(frame, { liveTime: cell.liveTime });
    return profiler.finish();
  };
  const fits = frames.length * cell.positions.length * 3;
  const out = new Float64Array(frames[0]!.length);
  return {
    candidates: [
      { name: 'copy of the counts of a window', items: fits, run: () => frames.forEach((frame) => out.set(frame)) },
      { name: fitted, items: fits, run: profiles },
    ],
    check() {
      const { values, stderr } = profiles().phases[0]!.lithium!;
      const [from, to] = cell.electrode;
      const inside = [...values.keys()].filter(
        (i) => i % cell.positions.length >= from && i % cell.positions.length < to,
      );
      const pulls = momentsOf(inside.map((i) => (values[i]! - cell.lithium[i]!) / stderr[i]!));
      return [
        within('lithium contents: mean off the truth in standard errors', pulls.mean, -0.4, 0.4),
        within('lithium contents: scatter in standard errors', pulls.deviation, 0.85, 1.15),
        atMost('slices of the electrode without a content (share)', pulls.lost / inside.length, 0.02),
      ];
    },
  };
}

/** Diffraction of white beams by depth. */
export const edxrdJob: Job = {
  id: 'edxrd',
  title: 'Energy-dispersive diffraction, 40 frames x 40 positions x 4096 channels, 3 reflections',
  item: 'fit',
  rounds: 7,
  goals: [{ candidate: fitted, beside: 'us', most: 60, words: '60 us' }],
  prepare,
};
