import type { Electrochemistry, FrameSource, Series } from '@operando/core';
import type { FrameRow, Refiner } from '@operando/xrd-rietveld';
import type { Analysed } from '../../technique/technique.js';
import type { EmptyCell } from './empty-cell.js';
import type { IdentifiedFrame } from './identify.js';
import type { PatternSource } from './pattern-source.js';
import type { PreparedPhase, Structures } from './phases.js';
import type { ShownFrame } from './shown-frames.js';

/** What `rietveld` takes. */
export interface RietveldInput {
  readonly patterns: Series<'two-theta', 'deg'> | FrameSource<'two-theta', 'deg'>;
  /** By the names that phases have in `cif`. */
  readonly structures: Structures;
  /** Of the empty cell, on any angles that reach as far. */
  readonly emptyCell?: EmptyCell | undefined;
  readonly cycler?: Electrochemistry | undefined;
}

/** What `rietveld` computed. */
export interface RietveldAnalysis extends Analysed {
  /** Times, channels and metadata of the patterns; not the patterns. */
  readonly series: Series<'two-theta', 'deg'>;
  readonly source: PatternSource;
  readonly phases: readonly PreparedPhase[];
  readonly refiner: Refiner;
  /** What came of each pattern. */
  readonly rows: readonly FrameRow[];
  readonly shown: readonly ShownFrame[];
  /** More of them, for a page. */
  readonly viewed: readonly ShownFrame[];
  /** What was found of all candidates, where phases were to be identified. */
  readonly identified?: readonly IdentifiedFrame[];
  /** Seconds from the begin of the first pattern to the middle of each. */
  readonly middles: Float64Array;
  readonly electrochemistry?: Electrochemistry;
}
