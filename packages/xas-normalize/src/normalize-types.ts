import type { Channel, EstimateColumn, OperandoWarning, ProvenanceStep, Series } from '@operando/core';
import type { SeriesAbsorber } from './edge-search/series-edges.js';
import type { EdgePositionMethod } from './edge-position.js';
import type { EdgePositionStackOptions } from './edge-position-stack.js';
import type { NormalizeStackOptions } from './normalize-stack-types.js';
import type { UsedRanges } from './used-ranges.js';

/** Options of `normalize`. */
export interface NormalizeOptions extends Omit<NormalizeStackOptions, 'out'> {
  /** Edge positions to add as channels. @default none */
  readonly positions?: readonly EdgePositionMethod[] | 'all' | undefined;
  /** Options of those positions; they are read from the flattened spectra. @default those of `edgePosition` */
  readonly position?: Omit<EdgePositionStackOptions, 'methods' | 'e0'> | undefined;
}

/** Normalized spectra as series. */
export interface NormalizedSpectra {
  /** Normalized spectra, with the channels `e0`, `edge_step` and any edge positions asked for. */
  readonly norm: Series<'energy', 'eV'>;
  /** Flattened spectra with the same channels. */
  readonly flat: Series<'energy', 'eV'>;
}

/** What a normalization says of every spectrum: one row per frame, and per position or pixel between. */
export interface Normalization {
  /** Edge energy, eV; NaN where the spectrum could not be normalized. */
  readonly e0: EstimateColumn;
  /** Height of the edge in the unit of mu, with its error; NaN errors where the step was given. */
  readonly edgeStep: EstimateColumn & { readonly stderr: Float64Array };
  /** Bytes of `statusNames`: `ok`, `doubtful` (see warnings) or `failed`. */
  readonly status: Uint8Array;
  /** `e0`, `edge_step` and edge positions, as the series carry them; none where there are several spectra to a frame. */
  readonly channels: Readonly<Record<string, Channel>>;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
  /** Edge energies and ranges of the fits, those given and those found. */
  readonly used: UsedRanges;
  /** Which edge it is: the stated one, or that of the tables which is nearest. */
  readonly absorber?: SeriesAbsorber;
  /** What was done to all spectra, for the provenance. */
  readonly step: ProvenanceStep;
}

/** A normalized series. */
export interface NormalizedSeries extends NormalizedSpectra, Normalization {}

/** Flattened spectra [time x energy], NaN where they have no value. */
export type NormalizedFlat = Pick<Series<'energy', 'eV'>, 'signal' | 'time'>;
