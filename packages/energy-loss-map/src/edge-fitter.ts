import type { EdgeBasis } from './basis.js';
import { emptyFrame, putPixel } from './edge-frame.js';
import type { EdgeFrame, PixelTerms } from './edge-frame.js';
import { kindSums, totalOf } from './kind-sums.js';
import type { MapFrame, MapShape } from './map-frame.js';
import { shiftSurface } from './shift-surface.js';
import type { ShiftSurface } from './shift-surface.js';
import { spectrumFit } from './spectrum-fit.js';
import type { SpectrumFit } from './spectrum-fit.js';

/** Shifts that are known before: of the zero loss, or none. */
export interface KnownShifts {
  /** eV, one for each pixel. */
  readonly values: Float64Array;
  /** Standard errors of them, eV. */
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

/** Rounds of a plane, and of single pixels after it, and what is left to move when they may end, eV: far less than edges tell. */
const [mostRounds, ownRounds, settled] = [8, 4, 3e-3];

/** A pixel that has counts. */
interface LivePixel {
  readonly pixel: number;
  readonly at: number;
  readonly kind: number;
}

/** Whether the channels of a pixel hold numbers, and not only zeros. */
function hasCounts(counts: Float64Array, at: number, points: number): boolean {
  const total = totalOf(counts, at, points);
  return Number.isFinite(total) && total > 0;
}

/** Fits maps one after another; each by itself, so that their order does not matter. */
export function edgeFitter(plan: EdgeFitterPlan): (frame: MapFrame, known?: KnownShifts) => EdgeFrame {
  const { shape, from, bases, kinds, edges, before, gain, mostShift } = plan;
  const pixels = shape.rows * shape.columns;
  const fits = bases.map(({ basis }) => spectrumFit(basis, gain));
  const terms = bases.map(({ basis, edges: own }): PixelTerms => ({
    terms: basis.terms,
    edges: own,
    sums: basis.table.sums(before),
  }));
  const widest = Math.max(...terms.map((each) => each.terms));
  const points = bases[0]!.basis.points;
  const amplitudes = new Float64Array(pixels * widest);
  const bound = (shift: number): number => Math.min(mostShift, Math.max(-mostShift, shift));
  const livePixels = (counts: Float64Array): LivePixel[] =>
    Array.from({ length: pixels }, (_, pixel) => ({
      pixel,
      at: pixel * shape.channels + from,
      kind: kinds[pixel]!,
    })).filter(({ at }) => hasCounts(counts, at, points));

  return ({ counts, mask }, known) => {
    const live = livePixels(counts);
    const frame = emptyFrame(edges, pixels);
    const sums = kindSums(counts, live, fits, points, mostShift, known === undefined ? undefined : 0);
    // A pixel is first taken for the sum of its kind, as far as its counts go.
    for (const { pixel, at, kind } of live) {
      const scale = totalOf(counts, at, points) / sums.totals[kind]!;
      const own = sums.amplitudes[kind]!;
      for (let j = 0; j < own.length; j++) amplitudes[pixel * widest + j] = scale * own[j]!;
    }
    const fitPixel = ({ pixel, at, kind }: LivePixel, shift: number): SpectrumFit => {
      const fit = fits[kind]!;
      fit.step(counts, at, shift, amplitudes, mask, pixel * widest);
      amplitudes.set(fit.amplitudes, pixel * widest);
      return fit;
    };
    if (known !== undefined) {
      for (const each of live) fitPixel(each, known.values[each.pixel]!);
      for (const each of live) {
        const [shift, error] = [known.values[each.pixel]!, known.stderr[each.pixel]!];
        const fit = fitPixel(each, shift);
        fit.conclude();
        putPixel(frame, each.pixel, fit, terms[each.kind]!, shift, error * error, mostShift);
        frame.shiftStderr[each.pixel] = 0;
      }
      return frame;
    }
    /** All pixels where the surface has them. @returns how far it moves then. */
    const sweep = (surface: ShiftSurface, isConcluded: boolean): number => {
      surface.clear();
      for (const each of live) {
        const shift = bound(surface.at(each.pixel));
        const fit = fitPixel(each, shift);
        surface.take(each.pixel, fit.information, fit.pull);
        if (!isConcluded) continue;
        fit.conclude();
        putPixel(frame, each.pixel, fit, terms[each.kind]!, shift, surface.ownVariance(each.pixel), mostShift);
      }
      return surface.move();
    };
    const surface = shiftSurface(shape.rows, shape.columns, sums.shift, mostShift);
    for (let round = 0; round < mostRounds; round++) if (sweep(surface, round > 0) < settled && round > 0) break;
    const departs = surface.departs();
    if (departs) for (let round = 0; round < ownRounds; round++) if (sweep(surface, true) < settled) break;
    for (const { pixel } of live) frame.shiftStderr[pixel] = Math.sqrt(surface.sharedVariance(pixel));
    return { ...frame, departs };
  };
}
