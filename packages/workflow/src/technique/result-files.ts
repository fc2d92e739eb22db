import type { NxxasSpectrum } from '@operando/beamline-io';
import type { Result, Series } from '@operando/core';

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
  nxxas(this: void, spectra: AsyncIterable<NxxasSpectrum>): Promise<void>;
}

/** A file beside tables and figures, made when it is written: it may be larger than the memory. */
export interface ResultFile {
  /** Its name, with its ending. */
  readonly name: string;
  /** Makes it. */
  readonly write: (writers: FileWriters) => Promise<void>;
}

/** A result with files that are made when they are written. */
export interface RunResult extends Result {
  /** Files beside tables and figures. @default none */
  readonly files?: readonly ResultFile[];
}
