import { derivativeRows, OperandoError } from '@operando/core';
import type { Status } from '@operando/core';
import { cubicSpline, dotProduct, leastSquares } from '@operando/numerics';
import { aboutMean, sharedNoiseError, smoothed } from './edge-errors/alignment-noise.js';
import { rememberedTools } from './grid-tools.js';
import type { GridTools } from './grid-tools.js';
import { preEdge } from './pre-edge.js';
import type { NormalizationOptions } from './pre-edge-ranges.js';

/** A spectrum to align, or to align with. */
export interface AlignmentSpectrum {
  /** eV, increasing. */
  readonly energy: ArrayLike<number>;
  /** Absorption, one for each energy, in any unit. */
  readonly mu: ArrayLike<number>;
}

/** Options of {@link alignEnergy}. */
export interface AlignEnergyOptions {
  /** Window about the reference's e0, eV. @default [-15, 35] */
  readonly window?: readonly [number, number] | undefined;
  /**
   * What is compared: first derivative of the normalized spectrum, which does not mind its baseline, or the normalized
   * spectrum, which is four times less sensitive to noise; or that smoothed over seven points, up to a constant, whose shifts
   * noise does not draw to half a step of the grid. @default 'derivative'; in `energyDrift` 'smoothed'
   */
  readonly compare?: 'derivative' | 'norm' | 'smoothed' | undefined;
  /** Largest shift to either side, eV. @default 20 */
  readonly maximumShift?: number | undefined;
  /** For normalizing both. @default those of `preEdge` */
  readonly normalization?: NormalizationOptions | undefined;
}

/** How far a spectrum is off. */
export interface EnergyAlignment {
  /** eV to be **added** to the energies of the spectrum so that it agrees with the reference. */
  readonly shift: number;
  /**
   * From the scatter about the fit, whose strength may change along the spectrum and which neighbouring points may share.
   * For `smoothed` within 1 to 1.25 of the scatter with counting noise up to 1 % of the step, too small by a factor of 2 with 3 %.
   * Too small by a factor of up to 1.4 (simulated) where the noise is that of the energies, hence on a few points only, more where
   * these share it; and by 1.5 for `derivative` of noisy quick scans, where the noise bends the derivative itself. NaN at the bound.
   */
  readonly stderr: number;
  /** By which the spectrum is multiplied to agree with the reference. */
  readonly scale: number;
  /** Root mean square of what is left, as a share of the reference's (with `smoothed`, about its mean). */
  readonly misfit: number;
  /**
   * `at-bound`: no agreement within `maximumShift`; `misfit`: the spectra are not of one shape (more than half is left); `stalled`,
   * `singular`, `limit-reached`, `failed`: how a fit ended that was left before its minimum.
   */
  readonly status: Extract<
    Status,
    'converged' | 'at-bound' | 'misfit' | 'stalled' | 'singular' | 'limit-reached' | 'failed'
  >;
}

/** What of a reference is compared. */
export interface AlignmentReference {
  /** Edge energy, eV. */
  readonly e0: number;
  /** eV, increasing. */
  readonly energy: Float64Array;
  /** Normalized absorption or its derivative, whichever is compared; one for each energy. */
  readonly values: Float64Array;
}

/** Normalized spectrum or its derivative. */
function comparable(
  { energy, mu }: AlignmentSpectrum,
  { compare = 'derivative', normalization = {} }: AlignEnergyOptions,
  { finderOf, cubicsOf }: GridTools = rememberedTools(),
): { readonly e0: number; readonly energy: Float64Array; readonly values: Float64Array } {
  const result = preEdge(energy, mu, normalization, finderOf);
  if (compare === 'norm') return { e0: result.e0, energy: result.energy, values: result.norm };
  if (compare === 'smoothed')
    return {
      e0: result.e0,
      energy: result.energy,
      values: smoothed(cubicsOf(result.energy), result.energy, result.norm),
    };
  const values = new Float64Array(result.norm.length);
  derivativeRows(result.energy, result.norm, 1, values);
  return { e0: result.e0, energy: result.energy, values };
}

/** Prepare a reference once for many spectra. @throws OperandoError as `preEdge`, `too-few-points` for a window with fewer than 5 points. */
export function alignmentReference(spectrum: AlignmentSpectrum, options: AlignEnergyOptions = {}): AlignmentReference {
  const { window = [-15, 35] } = options;
  const { e0, energy, values } = comparable(spectrum, options);
  const inside = [...energy.keys()].filter((i) => energy[i]! >= e0 + window[0] && energy[i]! <= e0 + window[1]);
  if (inside.length < 5)
    throw new OperandoError(
      'too-few-points',
      `the reference has ${inside.length} points from ${window[0]} to ${window[1]} eV about its edge.`,
      { where: { parameter: 'window' }, cure: 'Give a wider window.' },
    );
  return {
    e0,
    energy: Float64Array.from(inside, (i) => energy[i]!),
    values: Float64Array.from(inside, (i) => values[i]!),
  };
}

/**
 * Energy shift between a spectrum (of a reference foil measured along) and a reference: scale x spectrum(E - shift)
 * is fitted to the reference on a window about its edge. Looked for over the whole range of shifts first, so that no
 * start is needed; then refined by least squares.
 *
 * @param tools Of many spectra on one grid the same can be used again. @default made anew
 * @throws OperandoError as `preEdge`; `outside-range` when shifted spectra do not reach the window.
 */
export function alignEnergy(
  spectrum: AlignmentSpectrum,
  reference: AlignmentSpectrum | AlignmentReference,
  options: AlignEnergyOptions = {},
  tools?: GridTools,
): EnergyAlignment {
  const { maximumShift = 20 } = options;
  if (!(maximumShift > 0))
    throw new OperandoError('invalid-argument', `the largest shift is ${maximumShift} eV.`, {
      where: { parameter: 'maximumShift' },
    });
  const target = 'values' in reference ? reference : alignmentReference(reference, options);
  const { energy, values } = comparable(spectrum, options, tools);
  const spline = cubicSpline(energy, values);
  const [lowest, highest] = [energy[0]!, energy.at(-1)!];
  const n = target.energy.length;
  // The line below the edge carries noise of its own, which lifts or lowers a whole normalized spectrum.
  const hasOffset = options.compare === 'smoothed';
  /** Best scale, offset and the squares left at a shift, over the points that the shifted spectrum reaches. */
  const at = (shift: number): { readonly [name in 'scale' | 'offset' | 'left' | 'count']: number } => {
    let [xy, xx, yy, sx, sy, count] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const place = target.energy[i]! - shift;
      if (place < lowest || place > highest) continue;
      const x = spline.evaluate(place);
      const y = target.values[i]!;
      xy += x * y;
      xx += x * x;
      yy += y * y;
      sx += x;
      sy += y;
      count++;
    }
    if (hasOffset) {
      xy -= (sx * sy) / count;
      xx -= (sx * sx) / count;
      yy -= (sy * sy) / count;
    }
    const scale = Math.max(0, xy / xx);
    const offset = hasOffset ? (sy - scale * sx) / count : 0;
    return { scale, offset, left: (yy - 2 * scale * xy + scale * scale * xx) / count, count };
  };
  const step = Math.min(0.5, maximumShift / 10);
  let best: { readonly shift: number; readonly left: number } | undefined;
  for (let shift = -maximumShift; shift <= maximumShift + 1e-9; shift += step) {
    const { left, count } = at(shift);
    if (count < 0.8 * n) continue;
    if (best === undefined || left < best.left) best = { shift, left };
  }
  if (best === undefined) {
    throw new OperandoError(
      'outside-range',
      `the spectrum, ${lowest} to ${highest} eV, does not reach the window of the reference about ${target.e0} eV.`,
      { cure: 'Compare spectra of one edge, or raise maximumShift.' },
    );
  }
  const reached = [...target.energy.keys()].filter(
    (i) => target.energy[i]! - best.shift - step >= lowest && target.energy[i]! - best.shift + step <= highest,
  );
  const start = at(best.shift);
  const fit = leastSquares(
    {
      size: reached.length,
      residuals: (p, out) =>
        reached.forEach(
          (i, k) => (out[k] = p[1]! * spline.evaluate(target.energy[i]! - p[0]!) + (p[2] ?? 0) - target.values[i]!),
        ),
    },
    [best.shift, start.scale, ...(hasOffset ? [start.offset] : [])],
    {
      bounds: {
        lower: [Math.max(-maximumShift, best.shift - 2 * step), 0, ...(hasOffset ? [-Infinity] : [])],
        upper: [Math.min(maximumShift, best.shift + 2 * step), Infinity, ...(hasOffset ? [Infinity] : [])],
      },
    },
  );
  const [shift = 0, scale = 0, offset = 0] = fit.parameters;
  // With an offset, what differs from the mean tells of the others (Frisch and Waugh, Econometrica 1, 387, 1933).
  const free = hasOffset ? aboutMean : (all: Float64Array): Float64Array => all;
  const compared = free(Float64Array.from(reached, (i) => target.values[i]!));
  const misfit = Math.sqrt(fit.chiSquare / dotProduct(compared, 0, compared, 0, compared.length));
  const bound = Math.abs(shift) > maximumShift - 1e-6;
  // Spectra that agree to rounding leave nothing to gain: the fit stalls where it should be.
  const settled = fit.status === 'converged' || misfit < 1e-6;
  const status = bound ? 'at-bound' : misfit > 0.5 ? 'misfit' : settled ? 'converged' : fit.status;
  const places = reached.map((i) => target.energy[i]! - shift);
  const spread = sharedNoiseError(
    free(Float64Array.from(places, (place) => -scale * spline.derivative(place))),
    free(Float64Array.from(places, (place) => spline.evaluate(place))),
    Float64Array.from(reached, (i, k) => scale * spline.evaluate(places[k]!) + offset - target.values[i]!),
    hasOffset,
  );
  return { shift, stderr: bound ? Number.NaN : spread, scale, misfit, status };
}
