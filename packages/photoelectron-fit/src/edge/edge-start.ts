import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';

/** Levels that are tried over the energies, and widths, in shares of their range. */
const levels = 40;
const widths = [0.005, 0.02, 0.08];

/**
 * The best of levels and widths on a grid: background, density of states and slope by linear least squares beside each, the
 * width of a Fermi function alone standing for that of the resolution.
 *
 * @returns Background, density of states, its slope, level, standard deviation of the resolution.
 */
export function edgeStart(
  thermal: number,
  energy: Float64Array,
  values: Float64Array,
  sigma: Float64Array,
): Float64Array {
  const [low, high] = [energy[0]!, energy.at(-1)!];
  const span = high - low;
  let best = Float64Array.of(0, 1, 0, 0.5 * (low + high), 0.05 * span);
  let most = -Infinity;
  for (let k = 1; k < levels; k++)
    for (const share of widths) {
      const level = low + (span * k) / levels;
      const width = Math.max(thermal, share * span);
      const normal = new Float64Array(9);
      const right = new Float64Array(3);
      for (let i = 0; i < energy.length; i++) {
        const x = energy[i]! - level;
        const f = 1 / (1 + Math.exp(-x / width));
        const row = [1, f, x * f];
        const weight = sigma[i]! ** -2;
        for (let a = 0; a < 3; a++) {
          right[a]! += weight * row[a]! * values[i]!;
          for (let b = 0; b < 3; b++) normal[3 * a + b]! += weight * row[a]! * row[b]!;
        }
      }
      const solution = right.slice();
      if (!choleskyInPlace(normal, 3)) continue;
      choleskySolveInPlace(normal, 3, solution);
      // What it takes off chi-square.
      const gain = solution.reduce((sum, each, a) => sum + each * right[a]!, 0);
      if (!(gain > most && solution[1]! > 0)) continue;
      most = gain;
      // Standard deviation of a Fermi function's slope: pi / sqrt(3) of its width.
      best = Float64Array.of(solution[0]!, solution[1]!, solution[2]!, level, 1.8 * width);
    }
  return best;
}
