import { isBeyondAll, signOfNoValue } from './no-value.js';
import type { DeclaredDummy } from './no-value.js';
import { zeroGaps } from './zero-gaps.js';

/** How often points were masked, by the reason in words. */
export type MaskReasons = ReadonlyMap<string, number>;

/** Values and standard deviations of a spectrum, both NaN where a point must not be used. */
export interface UsablePoints {
  readonly y: Float64Array;
  readonly sigma: Float64Array | undefined;
  readonly masked: MaskReasons;
  /** Points of no counts whose deviation was 0, as sqrt(0): it was set to 1. */
  readonly zeros: number;
}

/** Why a point is masked that is not finite. */
export const noNumber = 'that hold no number';
const noSigma = 'whose standard deviation is not above 0';
const inGap = 'that hold 0, several in a row, beside values far above it';

/** Counts beside which none at all may have been counted. */
const fewCounts = 3;

/** Whether the deviations are square roots of the values, as those of counts are: to the digits that tables give. */
function areRootsOfCounts(y: Float64Array, sigma: Float64Array): boolean {
  return y.every(
    (value, i) => !(value > 0 && sigma[i]! > 0) || Math.abs(sigma[i]! - Math.sqrt(value)) < 0.01 * sigma[i]! + 0.005,
  );
}

/** Points of no counts between points of few: honest ones, and no gap of the detector. 1 where so. */
function honestZeros(y: Float64Array): Uint8Array {
  const honest = new Uint8Array(y.length);
  for (let from = 0; from < y.length; from++) {
    if (y[from] !== 0) continue;
    let to = from;
    while (y[to] === 0) to++;
    if ((y[from - 1] ?? 0) <= fewCounts && (y[to] ?? 0) <= fewCounts) honest.fill(1, from, to);
    from = to;
  }
  return honest;
}

/**
 * Which points of a spectrum can be used, point by point: not those without a number, with a value that stands for none (see
 * `signOfNoValue`), or with a standard deviation that is 0, negative or no number. Counts of 0 between few counts are honest where
 * deviations are square roots: they get 1. Nothing is copied where all can be used.
 *
 * @param hasGaps Also those that {@link zeroGaps} finds, of data without deviations: what diffraction patterns hold where detectors
 * have gaps.
 */
export function usablePoints(
  y: Float64Array,
  sigma: Float64Array | undefined,
  { dummy, hasGaps = false }: { readonly dummy?: DeclaredDummy | undefined; readonly hasGaps?: boolean } = {},
): UsablePoints {
  const isSign = signOfNoValue(y, dummy);
  const isSignOfSigma = sigma === undefined ? undefined : signOfNoValue(sigma, dummy);
  const gaps = hasGaps && sigma === undefined ? zeroGaps(y) : undefined;
  let honest: Uint8Array | undefined;
  let [values, errors] = [y, sigma];
  const masked = new Map<string, number>();
  let zeros = 0;
  for (let i = 0; i < y.length; i++) {
    const value = y[i]!;
    const error = sigma?.[i];
    let reason: string | undefined;
    if (!Number.isFinite(value)) reason = noNumber;
    else if (isSign(value) || isBeyondAll(value)) reason = `that hold ${value}, which stands for no value`;
    else if (gaps?.[i] === 1) reason = inGap;
    else if (error !== undefined && (!(error > 0 && Number.isFinite(error)) || isSignOfSigma!(error))) {
      honest ??= areRootsOfCounts(y, sigma!) ? honestZeros(y) : new Uint8Array(y.length);
      if (value === 0 && error === 0 && honest[i] === 1) {
        if (errors === sigma) errors = sigma!.slice();
        errors![i] = 1;
        zeros++;
        continue;
      }
      reason = noSigma;
    }
    if (reason === undefined) continue;
    masked.set(reason, (masked.get(reason) ?? 0) + 1);
    if (values === y) values = y.slice();
    values[i] = Number.NaN;
    if (sigma === undefined) continue;
    if (errors === sigma) errors = sigma.slice();
    errors![i] = Number.NaN;
  }
  return { y: values, sigma: errors, masked, zeros };
}
