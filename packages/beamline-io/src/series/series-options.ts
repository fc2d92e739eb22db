import type { NamedSource } from '@operando/core';
import type { ReadSourceOptions } from '../read-source.js';
import type { AssembleOptions } from './frame.js';
import type { FrameMemory } from './frame-memory.js';
import type { OpenFramesOptions } from './open-frames.js';
import type { ReadingOptions } from './read-frames.js';
import type { WantedSweeps } from './sweep-tables.js';

/** Options of `readSeriesFrom`. */
export interface ReadSeriesOptions extends AssembleOptions, ReadingOptions, Omit<ReadSourceOptions, 'name'> {
  /**
   * Files of several scans, groups or spectra: which one of each file, or `all` for a frame from every one that has data.
   * @default the first that has data, with a warning
   */
  readonly scan?: string | number | undefined;
  /** Every column of a table beside its abscissa is a frame, as in one file of many scans. @default false: one column is read */
  readonly columnsAsFrames?: boolean | undefined;
  /** Files of absorption hold continuous scans: each sweep, of one direction or both, is a frame. @default not split */
  readonly sweeps?: WantedSweeps | undefined;
  /** Take the absorption of the reference foil that was measured along, by the columns that say so. @default false */
  readonly reference?: boolean | undefined;
}

/** What spectra run along. */
export interface AxisOption<Name extends string, Unit extends string> {
  /** What the abscissa is. */
  readonly axis: { readonly name: Name; readonly unit: Unit };
}

/** Options of `readColumnSeriesFrom`. */
export interface ColumnSeriesOptions<Name extends string, Unit extends string>
  extends ReadSeriesOptions, AxisOption<Name, Unit> {
  /** CSV log of scans with their times; a file belongs to the scan whose number or name stands in its own. */
  readonly scanLog?: NamedSource | undefined;
}

/** What is known of frames. */
interface MemoryOption {
  /**
   * What was found out when fewer of the same sources were opened with the same options, and is kept for the next time: sources that are
   * the same value are not read again. @default nothing, and all are read
   */
  readonly memory?: FrameMemory | undefined;
}

/** Options of `openSeries`. */
export interface OpenSeriesOptions
  extends ReadSeriesOptions, MemoryOption, Pick<OpenFramesOptions, 'keptBytes' | 'binning'> {}

/** Options of `openColumnSeries`. */
export interface OpenColumnSeriesOptions<Name extends string, Unit extends string>
  extends ColumnSeriesOptions<Name, Unit>, MemoryOption, Pick<OpenFramesOptions, 'keptBytes'> {}

/** Options of `readWholeSeriesFrom`. */
export interface ReadWholeSeriesOptions<Name extends string, Unit extends string>
  extends ReadSeriesOptions, AxisOption<Name, Unit> {
  /** The signal is an absorption, taken as `readSeriesFrom` takes it, along energies in eV: `axis` must be so. @default false */
  readonly absorption?: boolean | undefined;
}

/** Options of `openWholeSeries`. */
export interface OpenWholeSeriesOptions<Name extends string, Unit extends string>
  extends ReadWholeSeriesOptions<Name, Unit>, Pick<OpenFramesOptions, 'keptBytes'> {}
