import { statusOf } from '@operando/core';
import { choleskyInPlace, choleskyQuadraticForm, choleskySolveInPlace, median } from '@operando/numerics';
import type { Track } from './track-types.js';

/** What a peak that seems to move would be if it were two, of which one gives way to the other. */
export interface GivesWay {
  /** First frame in which both are there. */
  readonly from: number;
  /** Last frame in which both are there. */
  readonly to: number;
  /** Where they stand, in the unit of x. */
  readonly places: readonly [number, number];
  /** Greatest width on the way, in widths of the ends. */
  readonly broader: number;
  /** By how much it is broader, in standard errors. */
  readonly evidence: number;
}

/** Widths by which two may stand apart to be followed as one. */
const nearest = 0.25;
const farthest = 1.4;
/** Part of the points, at each end, that tells where an end is. */
const endShare = 0.12;
const leastPoints = 16;
/** Points on the way and beside it, at least. */
const leastOfEach = 4;
/** Standard errors by which it has to be broader; and share of what two peaks make of it at least. */
const sure = 5;
const leastShare = 0.4;
/** Variance of a Gaussian in squares of its full width: the width of a sum of two grows by p (1 - p) d^2 of it. */
const fullWidths = 8 * Math.LN2;

interface Place {
  readonly frame: number;
  readonly center: number;
  readonly fwhm: number;
  readonly fwhmError: number;
  readonly centerError: number;
}

function placesOf({ frames, status, center, fwhm }: Track): Place[] {
  return Array.from(frames, (frame) => ({
    frame,
    center: center.values[frame]!,
    centerError: center.stderr[frame]!,
    fwhm: fwhm.values[frame]!,
    fwhmError: fwhm.stderr[frame]!,
    isOwn: status[frame] === statusOf.converged || status[frame] === statusOf.misfit,
  })).filter(({ isOwn, centerError, fwhmError }) => isOwn && centerError > 0 && fwhmError > 0);
}

const medianOf = (points: readonly Place[], read: (point: Place) => number): number => median(points.map(read));

/** Squared widths against the place between two ends: level, slope, and by how much they are greater in the middle, with its error. */
function bulge(
  points: readonly Place[],
  [low, high]: readonly [number, number],
): { readonly level: number; readonly value: number; readonly stderr: number } | undefined {
  const terms = 3;
  const matrix = new Float64Array(terms * terms);
  const solution = new Float64Array(terms);
  const rows = points.map(({ center, fwhm, fwhmError }) => {
    const part = (center - low) / (high - low);
    return { x: [1, part - 0.5, 4 * part * (1 - part)], y: fwhm * fwhm, weight: 1 / (2 * fwhm * fwhmError) ** 2 };
  });
  for (const { x, y, weight } of rows)
    for (let i = 0; i < terms; i++) {
      solution[i]! += weight * x[i]! * y;
      for (let j = 0; j <= i; j++) matrix[i * terms + j]! += weight * x[i]! * x[j]!;
    }
  if (!choleskyInPlace(matrix, terms)) return undefined;
  choleskySolveInPlace(matrix, terms, solution);
  const squares = rows.reduce(
    (sum, { x, y, weight }) => sum + weight * (y - x.reduce((all, each, k) => all + each * solution[k]!, 0)) ** 2,
    0,
  );
  const scatter = Math.max(1, squares / Math.max(1, rows.length - terms));
  const stderr = Math.sqrt(scatter * choleskyQuadraticForm(matrix, terms, Float64Array.of(0, 0, 1)));
  return { level: solution[0]!, value: solution[2]!, stderr };
}

/** The same of some frames of a track. */
function givesWayIn(points: readonly Place[]): GivesWay | undefined {
  const sorted = points.toSorted((a, b) => a.center - b.center);
  const ends = Math.max(leastOfEach, Math.round(endShare * sorted.length));
  const [lower, upper] = [sorted.slice(0, ends), sorted.slice(-ends)];
  const places = [medianOf(lower, ({ center }) => center), medianOf(upper, ({ center }) => center)] as const;
  const apart = places[1] - places[0];
  const width = medianOf([...lower, ...upper], ({ fwhm }) => fwhm);
  const error = medianOf(points, ({ centerError }) => centerError);
  if (!(apart > nearest * width) || !(apart < farthest * width) || !(apart > sure * error)) return undefined;
  const isBetween = ({ center }: Place): boolean => Math.abs((center - places[0]) / apart - 0.5) < 0.35;
  const between = points.filter(isBetween);
  if (between.length < leastOfEach || points.length - between.length < leastOfEach) return undefined;
  const found = bulge(points, places);
  if (found === undefined) return undefined;
  const { level, value, stderr } = found;
  const wanted = 0.25 * fullWidths * apart * apart;
  if (!(value > sure * stderr) || !(value > leastShare * wanted)) return undefined;
  return {
    from: between[0]!.frame,
    to: between.at(-1)!.frame,
    places,
    broader: Math.sqrt((level + value) / Math.max(level, 0.25 * width * width)),
    evidence: value / stderr,
  };
}

/**
 * Whether a peak that moves by about a width is broader on the way than at both ends, as the sum of two is of which one gives way
 * to the other (the squared width of a sum grows with the product of its distances to both, by the second moments): then its
 * place between them is a mean, and says how much there is of each. Shorter parts of a track are looked at too.
 *
 * @returns The part that shows it best; undefined where none does.
 */
export function givesWay(track: Track): GivesWay | undefined {
  const points = placesOf(track);
  let best: GivesWay | undefined;
  for (let size = points.length; size >= leastPoints; size >>= 1) {
    for (let from = 0; from + size <= points.length; from += Math.max(1, size >> 1)) {
      const found = givesWayIn(points.slice(from, from + size));
      if (found !== undefined && !(found.evidence <= (best?.evidence ?? 0))) best = found;
    }
    if (best !== undefined) return best;
  }
  return best;
}
