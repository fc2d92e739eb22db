import { peakStack } from '@operando/fixtures';
import { trackPeakStack } from '@operando/xrd-peak-track';

/** Patterns of 2048 points with some drifting peaks. */
function patterns(frames: number, peaks: number): { readonly x: Float64Array; readonly stack: Float64Array } {
  const truth = Array.from(
    { length: peaks },
    (_, k) => [10.8 + (18.5 * k) / peaks, 0.1 + 0.01 * (k % 4), 0.5, 400 + 300 * (k % 3)] as const,
  );
  return peakStack(frames, 2048, truth, 7);
}

function seconds(run: () => void, rounds: number): number {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    run();
    return (performance.now() - start) / 1000;
  }).toSorted((a, b) => a - b);
  return times[times.length >> 1]!;
}

/** Automatic tracking: frames per second, and how time grows with frames and peaks. */
export function benchmarkTracking(): string {
  const rows = (
    [
      [500, 8],
      [1000, 8],
      [2000, 8],
      [2000, 4],
      [2000, 16],
    ] as const
  ).map(([frames, peaks]) => {
    const { x, stack } = patterns(frames, peaks);
    const copy = new Float64Array(stack.length);
    const copying = seconds(() => copy.set(stack), 9);
    let found = 0;
    const tracking = seconds(() => (found = trackPeakStack(x, stack).tracks.length), 3);
    return `  ${frames} frames x 2048 points, ${String(peaks).padStart(2)} peaks (${found} tracks)  ${tracking.toFixed(2).padStart(6)} s  ${(frames / tracking).toFixed(0).padStart(5)} frames/s  ${(tracking / copying).toFixed(0).padStart(6)} x copy`;
  });
  return ['\nAutomatic tracking', ...rows].join('\n');
}
