import { OperandoError } from '@operando/core';
import type { Electrochemistry } from '@operando/core';
import type { ColumnTable } from './table/column-table.js';
import type { TextEncoding } from './text/decode.js';

/** The beginning of a file, for sniffers. */
export interface Sample {
  readonly bytes: Uint8Array;
  /** First lines, decoded. */
  readonly lines: readonly string[];
  readonly name: string;
}

/** Choices a parser may need. */
export interface ParseOptions {
  /**
   * Cycler logs: the sign of the current as it stands, turned round, or taken from the course of the voltage.
   * @default as it stands, refused where the voltage contradicts it and the format does not fix it
   */
  readonly currentSign?: 'as-is' | 'negate' | 'from-voltage' | undefined;
  /** Cycler logs: unit of the column of elapsed time, whatever its label says: `s`, `min`, `h`, `d`. @default as labelled, refused where a clock beside it contradicts */
  readonly timeUnit?: string | undefined;
  /** Order of day and month where the file leaves it open. @default 'month-first', with a warning */
  readonly dateOrder?: 'month-first' | 'day-first' | undefined;
  /** Cycler texts whose last row is cut short, as while they are being written: refuse, or leave it out with a warning. @default 'error' */
  readonly lastRow?: 'error' | 'drop' | undefined;
  /**
   * Files of several scans, groups or spectra: which one, by id, title or number (see `ScanSummary`).
   * @default the first that has data, with a warning
   */
  readonly scan?: string | number | undefined;
}

/** What reading a file gives. */
export type ReadResult =
  | { readonly kind: 'spectrum'; readonly table: ColumnTable }
  | { readonly kind: 'electrochemistry'; readonly table: Electrochemistry };

/** One kind of file. */
export interface Format {
  readonly id: string;
  readonly title: string;
  /** Single-byte encoding that this format's program always writes, so that guessing it is not worth a warning. */
  readonly usualEncoding?: TextEncoding;
  /** Whole files may be one line; the parser takes time in proportion to it. @default false: lines beyond 1 MiB are refused */
  readonly longLines?: boolean;
  /** 0 (no) to 1 (surely); content decides. */
  readonly sniff: (sample: Sample) => number;
  readonly parse: (text: string, options: ParseOptions) => ReadResult;
  /** For formats that are no text: takes precedence over {@link parse}. */
  readonly parseBytes?: (bytes: Uint8Array, options: ParseOptions) => ReadResult;
  /** {@link parseScans} for formats that are no text. */
  readonly parseBytesScans?: (bytes: Uint8Array, options: ParseOptions) => readonly ColumnTable[];
  /** For files of several scans: each of them that has data, in the order of the file. */
  readonly parseScans?: (text: string, options: ParseOptions) => readonly ColumnTable[];
}

/** The text parser of a format that is no text. */
export function notText(what: string): Format['parse'] {
  return () => {
    throw new OperandoError('invalid-argument', `${what} is no text.`, { cure: 'Give its bytes.' });
  };
}
