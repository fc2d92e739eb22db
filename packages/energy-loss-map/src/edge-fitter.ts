import { statusOf } from '@operando/core';
import { backgroundTerms } from './basis.js';
import type { EdgeBasis } from './basis.js';
import type { MapFrame, MapShape } from './map-frame.js';
import { shiftSurface } from './shift-surface.js';
import type { ShiftSurface } from './shift-surface.js';
import { spectrumFit } from './spectrum-fit.js';
import type { SpectrumFit } from './spectrum-fit.js';

/** Edges of one map, pixel after pixel. */
export interface EdgeFrame {
  /** Of each edge: its amplitude over the counts of the background before it; NaN where the edge is not fitted. */
  readonly ratios: readonly Float64Array[];
  /** Standard errors by counts alone, and by the energy shift of a pixel. */
  readonly stderr: readonly Float64Array[];
  /** Change of each ratio with the energy shift, 1/eV. */
  readonly responses: readonly Float64Array[];
  /** eV. */
  readonly shift: Float64Array;
  /** Standard error of the shift that neighbouring pixels share, eV. */
  readonly shiftStderr: Float64Array;
  /** Counts of the background in the window before the edges. */
  readonly background: Float64Array;
  /** Chi-square over degrees of freedom. */
  readonly chiSquare: Float64Array;
  readonly status: Uint8Array;
  /** Pixels have shifts of their own beside the plane. */
  readonly departs: boolean;
}

/** Shifts that are known before: of the zero loss, or none. */
export interface KnownShifts {
  readonly values: Float64Array;
  readonly stderr: Float64Array;
}

/** How edges are fitted to maps. */
export interface EdgeFitterPlan {
  readonly shape: MapShape;
  /** First channel that is fitted. */
  readonly from: number;
  /** Functions, by kind of pixel: layers may have edges that others have not. */
  readonly bases: readonly { readonly basis: EdgeBasis; readonly edges: readonly number[] }[];
  /** The kind of each pixel. */
  readonly kinds: Uint8Array;
  /** How many edges there are in all. */
  readonly edges: number;
  /** Energies of the window before the edges. */
  readonly before: Float64Array;
  /** Counts of the detector for each electron. */
  readonly gain: number;
  readonly mostShift: number;
}

/** Rounds of a plane, and what is left to move when they may end, eV. */
const [mostRounds, settled] = [8, 1e-3];
/** Normal deviates of chi-square beyond which a model does not describe a spectrum. */
const misfitAt = 4;
/** Of the search for the shift of a whole map, eV: half the width of a sharp edge. */
const coarseStep = 0.2;

/** The deviate of a reduced chi-square (Wilson and Hilferty). */
export function chiSquareDeviate(reduced: number, degrees: number): number {
  const spread = 2 / (9 * degrees);
  return (Math.cbrt(reduced) - 1 + spread) / Math.sqrt(spread);
}

/** Fits maps one after another; each by itself, so that their order does not matter. */
export function edgeFitter(plan: EdgeFitterPlan): (frame: MapFrame, known?: KnownShifts) => EdgeFrame {
  const { shape, from, bases, kinds, edges, before, gain, mostShift } = plan;
  const pixels = shape.rows * shape.columns;
  const fits = bases.map(({ basis }) => spectrumFit(basis, gain));
  const windowSums = bases.map(({ basis }) => basis.sums(before));
  const widest = Math.max(...bases.map(({ basis }) => basis.terms));
  const points = bases[0]!.basis.points;

  /** Whether a pixel has counts at all. */
  const hasCounts = (counts: Float64Array, pixel: number): boolean => {
    const at = pixel * shape.channels + from;
    for (let i = 0; i < points; i++) if (!Number.isFinite(counts[at + i]!)) return false;
    for (let i = 0; i < points; i++) if (counts[at + i]! > 0) return true;
    return false;
  };
  /** The shift at which the sums of all pixels of a kind are described best, on a coarse grid. */
  const coarse = ({ counts }: MapFrame, alive: Uint8Array): number => {
    const sums = bases.map(() => new Float64Array(points));
    for (let p = 0; p < pixels; p++) {
      if (alive[p] === 0) continue;
      const sum = sums[kinds[p]!]!;
      const at = p * shape.channels + from;
      for (let i = 0; i < points; i++) sum[i]! += counts[at + i]!;
    }
    let [best, lowest] = [0, Infinity];
    const steps = Math.round(mostShift / coarseStep);
    // From the middle outwards: of two alike the smaller shift is taken.
    for (let k = 0; k <= 2 * steps; k++) {
      const shift = coarseStep * (k % 2 === 0 ? k / 2 : -(k + 1) / 2);
      if (Math.abs(shift) > mostShift) continue;
      let chiSquare = 0;
      for (const [b, fit] of fits.entries()) {
        if (!kinds.includes(b)) continue;
        fit.step(sums[b]!, 0, shift, undefined, undefined);
        if (!fit.isDetermined) continue;
        fit.conclude();
        chiSquare += fit.chiSquare;
      }
      if (chiSquare < lowest) [best, lowest] = [shift, chiSquare];
    }
    return best;
  };

  return ({ counts, mask }, known) => {
    const alive = Uint8Array.from({ length: pixels }, (_, p) => Number(hasCounts(counts, p)));
    const amplitudes = new Float64Array(pixels * widest);
    const bound = (shift: number): number => Math.min(mostShift, Math.max(-mostShift, shift));
    let round = 0;
    const fitPixel = (pixel: number, shift: number): SpectrumFit => {
      const fit = fits[kinds[pixel]!]!;
      const own = amplitudes.subarray(pixel * widest, pixel * widest + fit.amplitudes.length);
      fit.step(counts, pixel * shape.channels + from, bound(shift), round === 0 ? undefined : own, mask);
      own.set(fit.amplitudes);
      return fit;
    };
    const sweep = (surface: ShiftSurface): number => {
      surface.clear();
      for (let p = 0; p < pixels; p++) {
        if (alive[p] === 0) continue;
        const { information, pull } = fitPixel(p, surface.at(p));
        surface.take(p, information, pull);
      }
      round++;
      return surface.move();
    };
    let surface: ShiftSurface | undefined;
    let departs = false;
    if (known === undefined) {
      surface = shiftSurface(shape.rows, shape.columns, coarse({ counts, mask }, alive), mostShift);
      while (round < mostRounds && (sweep(surface) > settled || round < 2));
      departs = surface.departs();
      if (departs) while (round < mostRounds + 4 && sweep(surface) > settled);
    } else {
      for (; round < 2; round++) for (let p = 0; p < pixels; p++) if (alive[p] === 1) fitPixel(p, known.values[p]!);
    }
    const empty = (): Float64Array => new Float64Array(pixels).fill(Number.NaN);
    const many = (): Float64Array[] => Array.from({ length: edges }, empty);
    const [ratios, stderr, responses] = [many(), many(), many()];
    const out = { shift: empty(), shiftStderr: empty(), background: empty(), chiSquare: empty() };
    const status = new Uint8Array(pixels).fill(statusOf.masked);
    for (let p = 0; p < pixels; p++) {
      if (alive[p] === 0) continue;
      const shift = surface?.at(p) ?? known!.values[p]!;
      const fit = fitPixel(p, shift);
      fit.conclude();
      const own = surface?.ownVariance(p) ?? known!.stderr[p]! ** 2;
      const sums = windowSums[kinds[p]!]!;
      const { terms } = bases[kinds[p]!]!.basis;
      let [background, variance, slope] = [0, 0, 0];
      for (let j = 0; j < backgroundTerms; j++) {
        background += sums[j]! * fit.amplitudes[j]!;
        slope += sums[j]! * fit.response[j]!;
        for (let k = 0; k < backgroundTerms; k++) variance += sums[j]! * sums[k]! * fit.covariance[j * terms + k]!;
      }
      out.shift[p] = shift;
      out.shiftStderr[p] = surface === undefined ? 0 : Math.sqrt(surface.sharedVariance(p));
      out.background[p] = background;
      out.chiSquare[p] = fit.chiSquare / fit.degreesOfFreedom;
      for (const [own_, edge] of bases[kinds[p]!]!.edges.entries()) {
        const k = backgroundTerms + own_;
        const ratio = fit.amplitudes[k]! / background;
        let both = 0;
        for (let j = 0; j < backgroundTerms; j++) both += sums[j]! * fit.covariance[k * terms + j]!;
        const response = (fit.response[k]! - ratio * slope) / background;
        const counting = (fit.covariance[k * terms + k]! - 2 * ratio * both + ratio * ratio * variance) / background ** 2;
        ratios[edge]![p] = ratio;
        responses[edge]![p] = response;
        stderr[edge]![p] = Math.sqrt(counting + response * response * own);
      }
      status[p] = !fit.isDetermined
        ? statusOf.singular
        : !(background > 0)
          ? statusOf.failed
          : Math.abs(shift) >= mostShift
            ? statusOf['at-bound']
            : chiSquareDeviate(out.chiSquare[p]!, fit.degreesOfFreedom) > misfitAt
              ? statusOf.misfit
              : statusOf.converged;
    }
    return { ratios, stderr, responses, ...out, status, departs };
  };
}
