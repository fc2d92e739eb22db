import type { Metadata, OperandoWarning } from '@operando/core';
import type { OpenHdf5Options } from '../hdf5/options.js';
import type { TableTime } from '../table/column-table.js';

/** What widths of Q are. */
export type WidthKind = 'sigma' | 'fwhm';

/** Distribution of Q that widths are of, by ORSO's words. */
export type WidthShape = 'gaussian' | 'uniform' | 'triangular';

/** Words of ORSO for spin states, `p` along the guide field, `m` against it, `o` not selected. */
export const polarizationStates = ['pp', 'mm', 'pm', 'mp', 'po', 'mo', 'op', 'om', 'unpolarized'] as const;

/** Spin state of a curve by ORSO's words: `p` along the guide field, `m` against it, `o` not selected. */
export type PolarizationState = (typeof polarizationStates)[number];

/** What a curve is measured with. */
export type ReflectivityProbe = 'neutron' | 'x-ray';

/** A reflectivity curve as read: lengths in 1/angstrom. */
export interface ReflectivityCurve {
  /** Name of the file, with that of the data set where there are several. */
  readonly name: string;
  /** Momentum transfers, 1/angstrom. */
  readonly q: Float64Array;
  /** Reflectivity at each, in the scale of the file. */
  readonly r: Float64Array;
  /** Standard error of each reflectivity. */
  readonly dr: Float64Array;
  /** Width of the resolution at each q, 1/angstrom, where the file has it; which width `dqKind` says. */
  readonly dq?: Float64Array;
  /** What `dq` is: as the file says, or as its kind of file has it. */
  readonly dqKind: WidthKind;
  /** Distribution that the widths are of. @default 'gaussian' */
  readonly dqShape?: WidthShape;
  /** Spin states of the curve, where the header says: of the neutrons that come, and of those counted. */
  readonly polarization?: PolarizationState;
  /** What the curve is measured with, where the header says. */
  readonly probe?: ReflectivityProbe;
  /** Of X-rays, where the header says the one they have; angstrom. */
  readonly wavelength?: number;
  /** Of a time-resolved file: seconds after its first curve. */
  readonly time?: number;
  /** When its data were taken, where the header says. */
  readonly start?: TableTime;
  /** What an ORSO file says about the curve beside its columns: `data_source`, `reduction` and others, as it names them. */
  readonly header?: Metadata;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/** What readers of curves may need to be told. */
export interface CurveOptions extends OpenHdf5Options {
  /** Name of the file. */
  readonly name?: string | undefined;
  /** What the widths of a plain table, or of a frame, are. @default as its label says, else 'fwhm', as SNS, PLATYPUS and refnx write it; ORSO files say themselves */
  readonly dqKind?: WidthKind | undefined;
}

/** A distribution as a part of a curve: none where it is normal. */
export function shapePart(shape: WidthShape | undefined): { readonly dqShape?: WidthShape } {
  return shape === undefined || shape === 'gaussian' ? {} : { dqShape: shape };
}

/** What of a curve a fit or a logarithm cannot take. */
export function warningsAbout(q: Float64Array, r: Float64Array, dr: Float64Array): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const count = (bad: (i: number) => boolean): number => q.reduce((sum, _, i) => sum + (bad(i) ? 1 : 0), 0);
  const negative = count((i) => r[i]! <= 0);
  const unsure = count((i) => !(dr[i]! > 0));
  if (negative > 0)
    warnings.push({
      code: 'not-positive',
      message: `${negative} of ${q.length} reflectivities are 0 or negative (background subtracted); a logarithm leaves them out.`,
    });
  if (unsure > 0)
    warnings.push({
      code: 'no-error',
      message: `${unsure} of ${q.length} points have no error above 0 and cannot be weighted.`,
    });
  return warnings;
}
