import type { AreaUnit } from './area-unit.js';
import { growingRows, sliceColumn } from './slice-column.js';
import type { GrowingRows, SliceColumn } from './slice-column.js';
import { energyToD } from './conversions.js';
import type { GroupPeak } from './fit-group.js';
import type { Hkl } from '@operando/lattice';
import type { Target } from './plan-targets.js';

/** One reflection on one detector, through frames and slices. */
export interface ReflectionProfile {
  /** Name of its phase. */
  readonly phase: string;
  /** Miller indices. */
  readonly hkl: Hkl;
  /** Number of the detector, from 0. */
  readonly detector: number;
  /** keV, from the cell given. */
  readonly expected: number;
  /** What covers it, where it was not fitted for that. */
  readonly masked?: string;
  /** keV. */
  readonly energy: SliceColumn;
  /** Angstrom; errors of the counts alone. */
  readonly d: SliceColumn;
  /** Counts per second (`1/s`) or counts (`1`, without live times), normalised as asked; also where the peak is not visible. */
  readonly area: SliceColumn;
  /** keV; errors NaN where widths are held. */
  readonly fwhm: SliceColumn;
  /** Of its window, frames x slices. */
  readonly reducedChiSquare: Float64Array;
  /** Bytes of core's statuses, one of `ReflectionStatus`; the columns have the same. */
  readonly status: Uint8Array;
  /** Bytes of `maskReasons`: why it was not fitted, where its status is `masked`. */
  readonly reason: Uint8Array;
}

const names = [
  'energy',
  'energyStderr',
  'd',
  'dStderr',
  'area',
  'areaStderr',
  'fwhm',
  'fwhmStderr',
  'reducedChiSquare',
  'status',
  'reason',
] as const;

/** What became of a reflection, slice after slice. */
export type ReflectionRows = GrowingRows<(typeof names)[number]>;

/** Rows of a reflection not fitted yet. */
export function reflectionRows(): ReflectionRows {
  return growingRows(names);
}

/** What a peak's area is divided by, and the relative error of that. */
export interface AreaScale {
  readonly divisor: number;
  readonly relativeStderr: number;
}

/** Write the next slice. @param twoTheta Degrees. */
export function recordPeak(rows: ReflectionRows, peak: GroupPeak, twoTheta: number, scale: AreaScale): void {
  const d = energyToD(peak.energy, twoTheta);
  rows.energy.push(peak.energy);
  rows.energyStderr.push(peak.energyStderr);
  rows.d.push(d);
  rows.dStderr.push((d * peak.energyStderr) / peak.energy);
  rows.area.push(peak.area / scale.divisor);
  rows.areaStderr.push(Math.hypot(peak.areaStderr, peak.area * scale.relativeStderr) / scale.divisor);
  rows.fwhm.push(peak.fwhm);
  rows.fwhmStderr.push(peak.fwhmStderr);
  rows.reducedChiSquare.push(peak.reducedChiSquare);
  rows.status.push(peak.status);
  rows.reason.push(peak.reason);
}

/** The rows of a reflection as columns, named by phase, indices and (of several) detector. */
export function reflectionProfile(
  { hkl, detector, expected, masked }: Target,
  rows: ReflectionRows,
  phase: string,
  areas: AreaUnit,
  detectors: number,
): ReflectionProfile {
  const status = Uint8Array.from(rows.status);
  const name = `${phase}_${hkl.join('_')}${detectors > 1 ? `_detector${detector}` : ''}`;
  const column = (what: 'energy' | 'd' | 'fwhm', unit: string): SliceColumn =>
    sliceColumn(`${name}_${what}`, unit, rows[what], rows[`${what}Stderr`], status);
  return {
    phase,
    hkl,
    detector,
    expected,
    ...(masked === undefined ? {} : { masked }),
    energy: column('energy', 'keV'),
    d: column('d', 'angstrom'),
    area: sliceColumn(`${name}_area`, areas.unit, areas.filter(rows.area), areas.filter(rows.areaStderr), status),
    fwhm: column('fwhm', 'keV'),
    reducedChiSquare: Float64Array.from(rows.reducedChiSquare),
    status,
    reason: Uint8Array.from(rows.reason),
  };
}
