import { variableProjection } from '@operando/numerics';
import type { VariableProjectionResult } from '@operando/numerics';
import { chebyshevTerms } from '@operando/peak-fit';
import { fillHump, fillHumpSlopes } from './hump-basis.js';
import type { Optics } from './optics.js';
import { addPeakTo } from './peak-shape.js';
import type { PeakShape } from './peak-shape.js';
import type { WindowData } from './window/types.js';

/** Where a hump is and how wide. */
export interface HumpShape {
  /** In the unit of x. */
  readonly center: number;
  /** Full width. */
  readonly fwhm: number;
}

/** What lies below humps in their window. */
export type HumpGround = 'line' | 'parabola';

/** What a frame is fitted with. */
export interface HumpModel extends Optics {
  /** Where humps are, or are believed to be. */
  readonly humps: readonly HumpShape[];
  /** For each hump, whether its place and width stay there. */
  readonly held: readonly boolean[];
  /** Where each was said to be: it stays within a width of there and in the window, and its width within a factor of three. */
  readonly starts: readonly HumpShape[];
  /** Sharp peaks of the frame, with their shapes; areas of those in the window are fitted along. */
  readonly peaks: readonly PeakShape[];
  /** What lies below. */
  readonly ground: HumpGround;
  /** The intensities are counts: by their likelihood. */
  readonly isCounts: boolean;
}

const degreeOf = { line: 1, parabola: 2 } as const;
/** Rounds of weights that follow the model of counts, and the least expected count. */
const scorings = 3;
const leastCounts = 0.02;

/** @returns undefined where there are too few points. Parameters are center and width of each hump; their areas come first among the amplitudes. */
export function fitHumpFrame({ x, y, variance }: WindowData, model: HumpModel): VariableProjectionResult | undefined {
  const sigma = variance.map(Math.sqrt);
  const { humps, held, starts, peaks, doublet, ground, isCounts } = model;
  const points = x.length;
  if (points === 0) return undefined;
  const [from, to] = [x[0]!, x.at(-1)!];
  const inside = peaks.filter(({ center }) => center >= from && center <= to);
  const known = new Float64Array(points);
  for (const peak of peaks) if (!inside.includes(peak)) addPeakTo(x, known, peak, model, 1, 0);
  const fixedColumns = [
    ...inside.flatMap((peak) =>
      [0, 1].map((eta) => {
        const column = new Float64Array(points);
        addPeakTo(x, column, { ...peak, area: 1, eta }, model, 1, 0);
        return column;
      }),
    ),
    ...chebyshevTerms(x, degreeOf[ground], from, to),
  ];
  const terms = humps.length + fixedColumns.length;
  const parameters = 2 * humps.length;
  if (points < terms + parameters + 4) return undefined;
  const column = (out: Float64Array, k: number): Float64Array => out.subarray(k * points, (k + 1) * points);
  const basis = (p: Float64Array, at: Float64Array, out: Float64Array): void => {
    humps.forEach((_, k) => fillHump(at, p[2 * k]!, p[2 * k + 1]!, doublet, column(out, k)));
    fixedColumns.forEach((values, k) => column(out, humps.length + k).set(values));
  };
  const fitWith = (deviations: Float64Array, start: Float64Array): VariableProjectionResult =>
    variableProjection(
      {
        terms,
        x,
        y: y.map((value, i) => value - known[i]!),
        sigma: deviations,
        basis,
        derivatives: (p, amplitudes, at, out) =>
          humps.forEach((_, k) =>
            fillHumpSlopes(
              at,
              p[2 * k]!,
              p[2 * k + 1]!,
              doublet,
              amplitudes[k]!,
              column(out, 2 * k),
              column(out, 2 * k + 1),
            ),
          ),
      },
      start,
      {
        bounds: {
          lower: starts.flatMap(({ center, fwhm }) => [Math.max(from, center - fwhm), fwhm / 3]),
          upper: starts.flatMap(({ center, fwhm }) => [Math.min(to, center + fwhm), 3 * fwhm]),
        },
        fixed: held.flatMap((each) => [each, each]),
        gainTolerance: 1e-8,
        maximumIterations: 60,
      },
    );
  let fit = fitWith(sigma, Float64Array.from(humps.flatMap(({ center, fwhm }) => [center, fwhm])));
  if (!isCounts) return fit;
  const functions = new Float64Array(points * terms);
  for (let round = 1; round < scorings; round++) {
    basis(fit.parameters, x, functions);
    const { amplitudes } = fit;
    const deviations = known.map((value, i) => {
      const expected = amplitudes.reduce((sum, each, k) => sum + each * functions[k * points + i]!, value);
      return Math.sqrt(Math.max(leastCounts, expected));
    });
    fit = fitWith(deviations, fit.parameters);
  }
  return fit;
}
