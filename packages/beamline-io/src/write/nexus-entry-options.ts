import type { Series } from '@operando/core';

/** What stands in the entry beside the series. */
export interface NexusEntryOptions {
  /** Title of the entry. */
  readonly title?: string | undefined;
  /** What the signal is, e.g. `normalized absorption`. @default 'signal' */
  readonly signal?: { readonly name: string; readonly unit?: string } | undefined;
  /** Further arrays over the same frames and points (the detectors that a signal was computed from), by their names. @default none */
  readonly auxiliary?: Readonly<Record<string, AuxiliarySignal>> | undefined;
  /** Level of gzip, 0 (none) to 9; one chunk a frame. @default 4 */
  readonly compression?: number | undefined;
  /** Program and version, for the provenance. @default operando without version */
  readonly program?: { readonly name: string; readonly version?: string } | undefined;
}

/** An array of the signal's shape. */
export interface AuxiliarySignal {
  /** [frame x point], as the signal. */
  readonly values: Series['signal'];
  /** Its unit. @default not written */
  readonly unit?: string | undefined;
}
