import { edgeShape, peakStack } from '@operando/fixtures';
import type { Build } from '../program/build.js';
import { atMost, within } from '../program/job.js';
import type { Candidate, Job, Prepared } from '../program/job.js';
import { farthest } from '../program/statistics.js';

const kept = 100;
const each = 1000;

/** Alternating sweeps over an edge: positions and absorption of so many that are kept and sent again and again. */
function sweeps(): { readonly position: Float64Array; readonly mu: Float64Array } {
  const position = new Float64Array(kept * each);
  const mu = new Float64Array(kept * each);
  for (let i = 0; i < position.length; i++) {
    const share = ((i % each) + 0.5) / each;
    const at = 8250 + 500 * (Math.floor(i / each) % 2 === 1 ? 1 - share : share) + 0.1 * Math.sin(1.7 * i);
    position[i] = at;
    mu[i] = 0.2 + 0.9 * edgeShape(at, 8345) + 0.01 * Math.sin(i * i);
  }
  return { position, mu };
}

async function prepare(build: Build, quick: boolean): Promise<Prepared> {
  const { createSweepStream, sweepGrid } = await build.load('xas-normalize');
  const { createPeakStackFitter } = await build.load('peak-fit');
  const counts = quick ? [400, 4000] : [11_000, 110_000];
  const { position, mu } = sweeps();
  const grid = sweepGrid({ from: 8255, to: 8740, step: 2, edge: 8345, edgeStep: 0.4 });
  // At the edge bins of 2 eV mean what a point does not.
  const far = [...grid.keys()].filter((i) => Math.abs(grid[i]! - 8345) > 15);
  const truth = far.map((i) => edgeShape(grid[i]!, 8345));
  const averaged = (count: number): { readonly spectra: number; readonly off: number } => {
    let off = 0;
    const stream = createSweepStream({
      grid,
      travel: 500,
      group: { every: 20 },
      normalize: {},
      onSpectrum: ({ mu: mean }) => {
        off = Math.max(
          off,
          farthest(
            far.map((i) => mean[i]!),
            truth,
          ),
        );
      },
    });
    for (let k = 0; k < count / kept; k++) stream.add({ position, mu });
    return { spectra: stream.finish().spectra, off };
  };
  const block = peakStack(kept, 60, [[10.3, 0.08, 0.5, 5000]], 1);
  const fitted = (count: number): { readonly worst: number } => {
    const fitter = createPeakStackFitter(block.x, { peaks: [{ center: 10.3, fwhm: 0.08 }], sigma: 'counts' });
    for (let k = 0; k < count / kept; k++) fitter.add(block.stack);
    const { center } = fitter.finish().peaks[0]!;
    let worst = 0;
    center.values.forEach((value, f) => {
      const pull = Math.abs(value - block.centers[0]![f % kept]!) / center.stderr[f]!;
      if (!(pull <= worst)) worst = pull;
    });
    return { worst };
  };
  const copy = new Float64Array(position.length);
  const candidates = counts.flatMap((count): Candidate[] => [
    { name: `${count} sweeps streamed to averaged spectra`, items: count, run: () => averaged(count) },
    { name: `${count} frames streamed through a peak fit`, items: count, run: () => fitted(count) },
  ]);
  const [, most] = counts as [number, number];
  return {
    candidates: [
      {
        name: 'copy of a sweep',
        items: kept,
        run: () => {
          copy.set(position);
          copy.set(mu);
        },
      },
      ...candidates,
    ],
    check() {
      const { spectra, off } = averaged(most);
      return [
        within('averaged spectra', spectra, most / 20, most / 20),
        atMost('absorption of one of them, far from the edge, off the truth (edge steps)', off, 0.2),
        within('center farthest off the truth, in standard errors', fitted(most).worst, 1, 5),
      ];
    },
  };
}

/** How time and memory grow with the number of frames that go by. */
export const growthJob: Job = {
  id: 'growth',
  title: 'Growth: streams of 11 000 and 110 000 frames',
  item: 'frame',
  rounds: 3,
  goals: [
    {
      candidate: '110000 sweeps streamed to averaged spectra',
      beside: '11000 sweeps streamed to averaged spectra',
      most: 1.1,
      words: 'ten times the frames in ten times the time',
    },
    {
      candidate: '110000 frames streamed through a peak fit',
      beside: '11000 frames streamed through a peak fit',
      most: 1.1,
      words: 'ten times the frames in ten times the time',
    },
  ],
  prepare,
};
