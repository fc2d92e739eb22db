import { choleskyInPlace, choleskyQuadraticForm, choleskySolveInPlace } from '@operando/numerics';

/** Terms of the surface: constant, along columns, along rows. */
const terms = 3;
/** Prior widths, eV: of the drift across half a map. */
const drift = 0.5;

/** Energy shifts of the pixels of a frame: a plane, for drift goes on while a map is scanned, and what single pixels depart from it. */
export interface ShiftSurface {
  /** Shift of a pixel, eV. */
  at(pixel: number): number;
  /** Variance that it shares with its neighbours, eV^2. */
  sharedVariance(pixel: number): number;
  /** Variance of its own, eV^2; 0 where pixels do not depart from the plane. */
  ownVariance(pixel: number): number;
  /** Begin a round. */
  clear(): void;
  /** Take in what a spectrum says at its present shift. */
  take(pixel: number, information: number, pull: number): void;
  /** Move by what was taken in. @returns the largest step, eV. */
  move(): number;
  /** After convergence: whether pixels depart from the plane by more than their noise; they are followed from now on if so. */
  departs(): boolean;
}

/**
 * A surface that begins flat.
 *
 * @param start eV. @param most Prior width of its height, eV.
 */
export function shiftSurface(rows: number, columns: number, start: number, most: number): ShiftSurface {
  const pixels = rows * columns;
  const place = Float64Array.from({ length: pixels * terms }, (_, i) => {
    const [pixel, term] = [Math.floor(i / terms), i % terms];
    if (term === 0) return 1;
    const [size, at] = term === 1 ? [columns, pixel % columns] : [rows, Math.floor(pixel / columns)];
    return size === 1 ? 0 : (2 * at) / (size - 1) - 1;
  });
  const beta = Float64Array.of(start, 0, 0);
  const prior = [1 / (most * most), 1 / (drift * drift), 1 / (drift * drift)];
  const [informations, pulls, own] = [new Float64Array(pixels), new Float64Array(pixels), new Float64Array(pixels)];
  const factor = new Float64Array(terms * terms);
  const step = new Float64Array(terms);
  const scratch = new Float64Array(terms);
  let tau = 0;
  const plane = (pixel: number): number => {
    let sum = 0;
    for (let k = 0; k < terms; k++) sum += beta[k]! * place[pixel * terms + k]!;
    return sum;
  };
  /** Of a pixel for the plane: what it departs by is noise to it. */
  const seen = (pixel: number): number => informations[pixel]! / (1 + tau * informations[pixel]!);
  const solve = (): void => {
    factor.fill(0);
    step.fill(0);
    for (let p = 0; p < pixels; p++) {
      const information = seen(p);
      if (!(information > 0)) continue;
      // Where the spectrum itself would stand, from the plane.
      const away = own[p]! + pulls[p]! / informations[p]!;
      for (let j = 0; j < terms; j++) {
        step[j]! += information * away * place[p * terms + j]!;
        for (let k = 0; k <= j; k++)
          factor[j * terms + k]! += information * place[p * terms + j]! * place[p * terms + k]!;
      }
    }
    for (let j = 0; j < terms; j++) {
      factor[j * terms + j]! += prior[j]!;
      step[j]! -= prior[j]! * (beta[j]! - (j === 0 ? start : 0));
    }
    choleskyInPlace(factor, terms);
    choleskySolveInPlace(factor, terms, step);
  };
  return {
    at: (pixel) => plane(pixel) + own[pixel]!,
    sharedVariance: (pixel) => {
      scratch.set(place.subarray(pixel * terms, (pixel + 1) * terms));
      return choleskyQuadraticForm(factor, terms, scratch);
    },
    ownVariance: (pixel) => tau / (1 + tau * informations[pixel]!),
    clear: () => {
      informations.fill(0);
      pulls.fill(0);
    },
    take: (pixel, information, pull) => {
      informations[pixel] = information;
      pulls[pixel] = pull;
    },
    move: () => {
      solve();
      let largest = 0;
      for (let p = 0; p < pixels; p++) {
        let change = 0;
        for (let k = 0; k < terms; k++) change += step[k]! * place[p * terms + k]!;
        let next = 0;
        if (tau > 0 && informations[p]! > 0) {
          const away = own[p]! - change + pulls[p]! / informations[p]!;
          next = (tau * informations[p]! * away) / (1 + tau * informations[p]!);
        }
        change += next - own[p]!;
        own[p] = next;
        largest = Math.max(largest, Math.abs(change));
      }
      for (let k = 0; k < terms; k++) beta[k]! += step[k]!;
      return largest;
    },
    departs: () => {
      let [q, seenBy, sum, squares] = [0, 0, 0, 0];
      for (let p = 0; p < pixels; p++) {
        const information = informations[p]!;
        if (!(information > 0)) continue;
        q += (pulls[p]! * pulls[p]!) / information;
        sum += information;
        squares += information * information;
        seenBy++;
      }
      const free = seenBy - terms;
      // Wilson and Hilferty's normal deviate of chi-square.
      const spread = 2 / (9 * free);
      if (free < 3 || !(((q / free) ** (1 / 3) - 1 + spread) / Math.sqrt(spread) > 3)) return false;
      // The variance between pixels by DerSimonian and Laird.
      tau = Math.max(0, q - free) / (sum - squares / sum);
      return tau > 0;
    },
  };
}
