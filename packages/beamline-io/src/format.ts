import type { Electrochemistry, FrameSource, NamedSource } from '@operando/core';
import type { OpenNexusSeriesOptions } from './hdf5/nexus-plan.js';
import type { OpenHdf5Options } from './hdf5/options.js';
import type { CurveOptions, ReflectivityCurve } from './reflectivity/curve.js';
import type { ColumnTable } from './table/column-table.js';
import type { TextEncoding } from './text/decode.js';

/** The beginning of a file, for sniffers. */
export interface Sample {
  /** The first of the file. */
  readonly bytes: Uint8Array;
  /** First lines, decoded. */
  readonly lines: readonly string[];
  /** Name of the file; content decides, so it is for ties alone. */
  readonly name: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /** Some bytes at one of the places that the format looks at (`FileFormat.looksAt`); fewer where the file ends. */
  readonly at: (place: number) => Uint8Array;
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

/** Choices that files need which are not read as bytes at once. */
export interface FileOptions extends ParseOptions, OpenHdf5Options {
  /** HDF5 files: path of a dataset, or of a group of plottable data. @default the file's own default */
  readonly dataset?: string | undefined;
  /** HDF5 files and Access databases: seconds after which one that has no end is given up. @default 60, 120 for databases */
  readonly seconds?: number | undefined;
  /** Refuse larger files, bytes; gzip files also by what they unpack to. Files that are read in parts have no such limit. @default 512 MiB, unpacked 256 MiB */
  readonly maxBytes?: number | undefined;
}

/** What reading a file gives. */
export type ReadResult =
  | { readonly kind: 'spectrum'; readonly table: ColumnTable }
  | { readonly kind: 'electrochemistry'; readonly table: Electrochemistry };

/** What all formats declare. */
interface FormatBase {
  /** Short and stable: what the option `format` takes, and what tables say they are. */
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** 0 (no) to 1 (surely); content decides. */
  readonly sniff: (sample: Sample) => number;
  /**
   * Whether a file begins with a mark that no other format has: then nobody else is asked, which takes time for each of many files.
   * @param beginning The first 8 KiB, or less.
   */
  readonly isMarked?: (beginning: Uint8Array) => boolean;
}

/** A format of texts: the parser is given the decoded text. */
export interface TextFormat extends FormatBase {
  /** The parser gets the decoded text. */
  readonly kind: 'text';
  /** Single-byte encoding that this format's program always writes, so that guessing it is not worth a warning. */
  readonly usualEncoding?: TextEncoding;
  /** Whole files may be one line; the parser takes time in proportion to it. @default false: lines beyond 1 MiB are refused */
  readonly longLines?: boolean;
  /**
   * What stands at the end of a whole text (its last 256 letters), so that a last line without its end lacks nothing.
   * @default nothing: a last line without its end is told
   */
  readonly end?: RegExp;
  /** A whole text to a table. Throws an OperandoError for what is broken. */
  readonly parse: (text: string, options: ParseOptions) => ReadResult;
  /**
   * The same as {@link parse} from the bytes of a text, for formats whose rows are read faster from these.
   * @returns Undefined for a text that is to be decoded first.
   */
  readonly parseBytes?: (bytes: Uint8Array, options: ParseOptions) => ReadResult | undefined;
  /** For files of several scans: each of them that has data, in the order of the file. */
  readonly scans?: (text: string, options: ParseOptions) => readonly ColumnTable[];
  /** For reflectivity: every curve of the file. */
  readonly curves?: (text: string, options: CurveOptions) => readonly ReflectivityCurve[];
  /**
   * The same as {@link parse} for texts too large to be held, piece by piece.
   * @param head The first 64 KiB. @returns Undefined for a text that cannot be read so.
   */
  readonly stream?: (source: NamedSource, head: Uint8Array, options: ParseOptions) => Promise<ColumnTable | undefined>;
}

/** A format of bytes, which are all in memory. */
export interface BytesFormat extends FormatBase {
  /** The parser gets the bytes. */
  readonly kind: 'bytes';
  /** A whole file to a table. Throws an OperandoError for what is broken. */
  readonly parse: (bytes: Uint8Array, options: ParseOptions) => ReadResult;
  /** As {@link TextFormat.scans}. */
  readonly scans?: (bytes: Uint8Array, options: ParseOptions) => readonly ColumnTable[];
  /** As {@link TextFormat.curves}. */
  readonly curves?: (bytes: Uint8Array, options: CurveOptions) => readonly ReflectivityCurve[];
}

/** A format of files that are read in parts, or by a library that waits: the parser is given the source. */
export interface FileFormat extends FormatBase {
  /** The parser gets the source, and reads parts of it. */
  readonly kind: 'file';
  /** Places beyond the sample that the sniffer wants to see, in bytes from the beginning. @default none */
  readonly looksAt?: (size: number) => readonly number[];
  /** A file to a table. Rejects with an OperandoError for what is broken. */
  readonly parse: (source: NamedSource, options: FileOptions) => Promise<ReadResult>;
  /** As {@link TextFormat.scans}. */
  readonly scans?: (source: NamedSource, options: FileOptions) => Promise<readonly ColumnTable[]>;
  /** As {@link TextFormat.curves}. */
  readonly curves?: (source: NamedSource, options: CurveOptions) => Promise<readonly ReflectivityCurve[]>;
  /** For files that hold whole series: theirs, frame by frame; undefined for a file that holds none. */
  readonly series?: <const Name extends string, const Unit extends string>(
    source: NamedSource,
    options: OpenNexusSeriesOptions<Name, Unit>,
  ) => Promise<FrameSource<Name, Unit> | undefined>;
}

/**
 * One kind of file, as a value. Formats of one's own are given to the readers (`formats`), which ask them before those that are
 * known here.
 */
export type Format = TextFormat | BytesFormat | FileFormat;
