import type { Result, Series } from '@operando/core';

/** A spectrum for an application definition that has one to an entry. */
export interface DatedSpectrum {
  readonly title: string;
  readonly sample: string;
  readonly start: { readonly epoch: number; readonly zone?: string | undefined };
  readonly duration: number;
  readonly energy: Float64Array;
  readonly absorption: Float64Array;
  readonly mode?: 'Transmission' | 'Fluorescence Yield' | undefined;
}

/** What a file of a result can be written with; where it comes to lie is the writer's matter. */
export interface FileWriters {
  /** Text or bytes, piece by piece. */
  pieces(this: void, pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<void>;
  /** A series as NeXus. @param frames How many will come. */
  nexus(
    this: void,
    blocks: AsyncIterable<Series>,
    frames: number,
    signal: { readonly name: string; readonly unit?: string },
  ): Promise<void>;
  /** Spectra as NXxas. */
  nxxas(this: void, spectra: AsyncIterable<DatedSpectrum>): Promise<void>;
}

/** A file beside tables and figures, made when it is written: it may be larger than the memory. */
export interface ResultFile {
  /** Its name, with its ending. */
  readonly name: string;
  readonly write: (writers: FileWriters) => Promise<void>;
}

/** A result with files that are made when they are written. */
export interface RunResult extends Result {
  readonly files?: readonly ResultFile[];
}
