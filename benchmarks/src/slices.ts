import { createFrameProfiler, energyCalibration, resolutionLaw } from '@operando/edxrd-depth-profile';
import { edxrdCell, nmcLattice } from '@operando/fixtures';
import type { EdxrdCell } from '@operando/fixtures';

/** Fit a simulated scan frame by frame; seconds of fitting alone (frames are made beforehand, one at a time), and memory while it runs. */
function run(cell: EdxrdCell): {
  readonly seconds: number;
  readonly copies: number;
  readonly fits: number;
  readonly megabytes: number;
} {
  const profiler = createFrameProfiler({
    positions: cell.positions,
    channels: cell.channels,
    calibration: energyCalibration(cell.calibration),
    twoTheta: cell.twoTheta,
    resolution: resolutionLaw(cell.resolution),
    phases: [
      {
        name: 'NMC111',
        system: 'hexagonal',
        cell: { a: 2.854, c: 14.254 },
        reflections: [
          [0, 0, 3],
          [1, 0, 4],
          [1, 1, 0],
        ],
        marker: [0, 0, 3],
        lithium: { parameter: 'a', calibration: { kind: 'table', x: nmcLattice.x, values: nmcLattice.a } },
      },
      // Shares a window with 104.
      { name: 'argyrodite', system: 'cubic', cell: { a: 9.859 }, reflections: [[4, 2, 2]] },
    ],
    fluorescence: { elements: ['Pb'], detector: 'Ge' },
  });
  let [seconds, copies, highest] = [0, 0, 0];
  const space = new Float64Array(cell.positions.length * cell.channels);
  for (let f = 0; f < cell.frames; f++) {
    const frame = cell.frame(f);
    const copying = performance.now();
    space.set(frame);
    const started = performance.now();
    profiler.addFrame(frame, { liveTime: cell.liveTime });
    seconds += (performance.now() - started) / 1000;
    copies += (started - copying) / 1000;
    highest = Math.max(highest, process.memoryUsage().rss);
  }
  profiler.finish();
  return { seconds, copies, fits: cell.frames * cell.positions.length * 3, megabytes: highest / 1e6 };
}

/** EDXRD depth profiles at the size of an operando scan, and how time and memory grow. */
export function benchmarkSlices(): string {
  const lines = [
    '\nEDXRD depth profiles, 4096 channels, 3 reflections of NMC111 in 3 windows (one shared with the electrolyte), Poisson likelihood',
    '  positions  frames     fits      seconds   us/fit    x copy   memory (MB)',
  ];
  for (const [positions, frames] of [
    [40, 30],
    [40, 60],
    [40, 120],
    [40, 240],
    [20, 120],
    [80, 120],
  ] as const) {
    const { seconds, copies, fits, megabytes } = run(edxrdCell({ positions, frames }));
    lines.push(
      `  ${String(positions).padStart(9)}${String(frames).padStart(8)}${String(fits).padStart(9)}${seconds.toFixed(2).padStart(13)}${((1e6 * seconds) / fits).toFixed(0).padStart(9)}${(seconds / copies).toFixed(0).padStart(10)}${megabytes.toFixed(0).padStart(14)}`,
    );
  }
  return lines.join('\n');
}
