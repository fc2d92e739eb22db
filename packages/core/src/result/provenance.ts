import type { JsonValue, ProvenanceStep } from '../series/series.js';

/** A file that went into a result. */
export interface ProvenanceInput {
  /** What it was for: `data`, `cycler`, `options`, `background`. */
  readonly role: string;
  /** Path or name as it was given. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of its bytes, hexadecimal; empty for a pipe, which cannot be read twice. */
  readonly sha256: string;
}

/** Where a result came from: enough to compute it again. */
export interface Provenance {
  /** Id of the technique. */
  readonly technique: string;
  /** What computed it, each with its version. */
  readonly versions: Readonly<Record<string, string>>;
  /** Every option, defaults filled in, as the technique's schema takes them. */
  readonly options: { readonly [name: string]: JsonValue };
  /** Files that went in, each with its checksum. */
  readonly inputs: readonly ProvenanceInput[];
  /** Folder from which relative names of inputs lead to their files; absent where there are none. */
  readonly folder?: string;
  /** Seeds of everything drawn at random, by what they were for. */
  readonly seeds: Readonly<Record<string, number>>;
  /** How the clocks of frames and cycler were brought together, in words; absent without a cycler log. */
  readonly clock?: string;
  /** What was done to the data, step by step. */
  readonly steps: readonly ProvenanceStep[];
}
