import type { FrontData } from './front-equations.js';
import { linearFit } from './normal-equations.js';

const straightIterations = 25;

/**
 * Chi square of each frame where what is added to a profile that stays is straight over the layer: lithium that arrives everywhere. The
 * profile and the lines are fitted in turn.
 */
export function straightChiSquares({ values, variances, rows, frames }: FrontData): Float64Array {
  const base = new Float64Array(rows);
  const lines = Array.from({ length: frames }, (): readonly [number, number] => [0, 0]);
  const terms = Array.from({ length: rows }, (_, y): readonly [number, number] => [1, y / rows - 0.5]);
  const chiSquare = new Float64Array(frames);
  const line = (f: number, y: number): number => lines[f]![0] + lines[f]![1] * terms[y]![1];
  for (let iteration = 0; iteration < straightIterations; iteration++) {
    for (let y = 0; y < rows; y++) {
      let [sum, weights] = [0, 0];
      for (let f = 0; f < frames; f++) {
        const weight = 1 / variances[f * rows + y]!;
        sum += weight * (values[f * rows + y]! - line(f, y));
        weights += weight;
      }
      base[y] = sum / weights;
    }
    for (let f = 0; f < frames; f++) {
      const rest = Float64Array.from({ length: rows }, (_, y) => values[f * rows + y]! - base[y]!);
      const fit = linearFit(
        terms,
        rest,
        variances.subarray(f * rows, (f + 1) * rows).map((each) => 1 / each),
      );
      if (fit === undefined) continue;
      lines[f] = [fit.coefficients[0]!, fit.coefficients[1]!];
      chiSquare[f] = fit.chiSquare;
    }
  }
  return chiSquare;
}
