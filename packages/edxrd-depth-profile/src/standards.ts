import type { CrystalSystem } from '@operando/lattice';
import type { FreeCell } from './options.js';

/** A material of known cell. */
export interface Standard {
  /** Says which parameters of the cell are free. */
  readonly system: CrystalSystem;
  /** Free parameters: angstrom and degrees. */
  readonly cell: FreeCell;
  /** Relative standard error of the spacings. @default 0 */
  readonly relativeError?: number | undefined;
}

/** Standards for angle calibration. Sources: NIST SRM 674b (CeO2), SRM 660c (LaB6), JCPDS 04-0784 (Au), SRM 640d (Si). */
export const standards: Readonly<Record<'CeO2' | 'LaB6' | 'Au' | 'Si', Standard>> = {
  CeO2: { system: 'cubic', cell: { a: 5.411651 }, relativeError: 2e-6 },
  LaB6: { system: 'cubic', cell: { a: 4.156826 }, relativeError: 2e-6 },
  Au: { system: 'cubic', cell: { a: 4.0786 }, relativeError: 5e-5 },
  Si: { system: 'cubic', cell: { a: 5.431123 }, relativeError: 2e-6 },
};
