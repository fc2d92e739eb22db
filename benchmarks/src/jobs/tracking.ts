import { peakStack } from '@operando/fixtures';
import type { Track } from '@operando/xrd-peak-track';
import type { Build } from '../program/build.js';
import { atMost, within } from '../program/job.js';
import type { Job, Prepared } from '../program/job.js';
import { momentsOf } from '../program/statistics.js';

/** Off the true centers in standard errors, through the frames of the track that is nearest in the first of its own. */
function pullsOf(tracks: readonly Track[], truth: Float64Array): readonly number[] {
  const away = ({ frames, center }: Track): number => Math.abs(center.values[0]! - truth[frames[0]!]!);
  const [nearest] = tracks.toSorted((one, other) => away(one) - away(other));
  if (nearest === undefined) return [];
  return Array.from(
    nearest.frames,
    (frame, k) => (nearest.center.values[k]! - truth[frame]!) / nearest.center.stderr[k]!,
  );
}

async function prepare(build: Build, quick: boolean): Promise<Prepared> {
  const { trackPeakStack } = await build.load('xrd-peak-track');
  const count = 8;
  const peaks = Array.from(
    { length: count },
    (_, k) => [10.8 + (18.5 * k) / count, 0.1 + 0.01 * (k % 4), 0.5, 400 + 300 * (k % 3)] as const,
  );
  const { x, stack, frames, centers } = peakStack(quick ? 150 : 2000, 2048, peaks, 7);
  const out = new Float64Array(stack.length);
  return {
    candidates: [
      { name: 'copy of the same bytes', items: frames, run: () => out.set(stack) },
      { name: 'trackPeakStack', items: frames, run: () => trackPeakStack(x, stack) },
    ],
    check() {
      const { tracks } = trackPeakStack(x, stack);
      const pulls = centers.map((truth) => momentsOf(pullsOf(tracks, truth)));
      const seen = tracks.reduce((sum, { frames: own }) => sum + own.length, 0);
      return [
        within('tracks (of 8 peaks)', tracks.length, count, count),
        within('share of the points of all peaks', seen / (frames * count), 1, 1),
        atMost(
          'centers: mean off the truth in standard errors',
          Math.max(...pulls.map(({ mean }) => Math.abs(mean))),
          0.3,
        ),
        within('centers: least scatter in standard errors', Math.min(...pulls.map((one) => one.deviation)), 0.8, 1.2),
        within('centers: largest scatter in standard errors', Math.max(...pulls.map((one) => one.deviation)), 0.8, 1.2),
      ];
    },
  };
}

/** Peaks found and followed without seeds. */
export const trackingJob: Job = {
  id: 'tracking',
  title: 'Automatic tracking, 2000 x 2048, 8 peaks',
  item: 'frame',
  rounds: 5,
  goals: [{ candidate: 'trackPeakStack', beside: 'us', most: 333.4, words: '333 us (3000 frames/s)' }],
  prepare,
};
