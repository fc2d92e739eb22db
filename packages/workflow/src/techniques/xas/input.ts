import type { Electrochemistry, FrameSource, Series } from '@operando/core';
import type { StandardSpectra } from './standards.js';

/** What `xas` takes. */
export interface XasInput {
  readonly spectra: Series<'energy', 'eV'> | FrameSource<'energy', 'eV'>;
  readonly cycler?: Electrochemistry | undefined;
  /** A foil that was measured with every spectrum: all are aligned by it. */
  readonly reference?: XasInput['spectra'] | undefined;
  /** A foil in some of the spectra, only to tell whether the energies drift. */
  readonly foil?: XasInput['spectra'] | undefined;
  /** Spectra of standards as they were measured, by the names that `lcf` has. */
  readonly standards?: StandardSpectra | undefined;
}
