import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';

/** Spectra of one level through time, against binding energy. */
export interface LevelSeries {
  /** As the files call it: `O 1s`. */
  readonly name: string;
  /** Intensities, with variances. */
  readonly series: Series<'binding_energy', 'eV'>;
  /** Whether its file has kinetic energies, where a file had it. */
  readonly isKinetic?: boolean | undefined;
  /** What reading it had to say. */
  readonly warnings?: readonly OperandoWarning[] | undefined;
}

/** What `xps` analyses. */
export interface XpsInput {
  readonly levels: readonly LevelSeries[];
  readonly cycler?: Electrochemistry | undefined;
}
