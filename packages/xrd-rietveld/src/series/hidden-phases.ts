import { erfc } from '@operando/numerics';
import type { Covariance } from '../fit/covariance.js';
import type { Refiner } from '../refiner.js';
import type { Evidence } from './evidence.js';
import type { Presence } from './row-types.js';

/** Scales that a phase may have where it is there at all, in standard errors, as far as this: all are as likely. */
const widest = 20;

/**
 * Mean square of the scale that a phase may still have although it was called absent, in squares of its standard error: as likely
 * there as not before the pattern was seen.
 *
 * @param z Its scale over its standard error, when it was free.
 */
export function hiddenSquare(z: number): number {
  const above = 0.5 * erfc(-z * Math.SQRT1_2);
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  const odds = above / density / widest;
  return (odds / (1 + odds)) * (z * z + 1 + (z * density) / above);
}

/**
 * Covariance that knows of what phases called absent may still have. Their scales are 0 in the fit, so that others take what is theirs,
 * as far as lines overlap; this share of it is no error of counts, and is added.
 */
export function withHidden(
  covariance: Covariance,
  { phases, shapes }: Refiner,
  presence: readonly Presence[],
  { z, stderr, follow }: Evidence,
): Covariance {
  const { size, free } = covariance;
  const absent = Array.from(phases.keys()).filter(
    (p) => presence[p] === 'absent' && phases[p]!.method === 'rietveld' && stderr[p]! > 0,
  );
  if (absent.length === 0) return covariance;
  const matrix = covariance.matrix.slice();
  for (const p of absent) {
    const variance = hiddenSquare(Math.max(0, z[p]!)) * stderr[p]! ** 2;
    const along = follow[p]!;
    const own = [...free, shapes + p];
    for (const j of own) for (const k of own) matrix[j * size + k]! += variance * along[j]! * along[k]!;
  }
  return { ...covariance, matrix, free: Int32Array.from([...free, ...absent.map((p) => shapes + p)]) };
}
