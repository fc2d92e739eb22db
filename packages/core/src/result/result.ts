import type { OperandoWarning } from '../error.js';
import type { JsonValue } from '../series/series.js';
import type { Provenance } from './provenance.js';
import type { ResultTable } from './result-table.js';
import type { ResultView } from './view.js';

/** A picture of a result. */
export interface ResultFigure {
  /** File name without its ending. */
  readonly name: string;
  /** What it shows, in a few words. */
  readonly title: string;
  /** The picture, as text of an SVG file. */
  readonly svg: string;
}

/** Whatever a technique gives back. */
export interface Result {
  /** Id of the technique. */
  readonly technique: string;
  /** A few numbers for machines, as `--json` prints them. */
  readonly headline: { readonly [name: string]: JsonValue };
  /** The same in a few lines for people. */
  readonly text: string;
  /** The first has a row for each frame, or for each parameter of a fit that has no frames. */
  readonly tables: readonly ResultTable[];
  /** In the order in which they are shown; empty where there is nothing to draw. */
  readonly figures: readonly ResultFigure[];
  /** The frames themselves, for a page to look at; absent unless they were asked for. No file holds them. */
  readonly views?: readonly ResultView[];
  /** What else the technique found out, as JSON holds it: calibrations, covariances. */
  readonly details: { readonly [name: string]: JsonValue };
  /** Program, version, options and inputs with their hashes: what it takes to compute it again. */
  readonly provenance: Provenance;
  /** What should be known of it; empty where all is well. */
  readonly warnings: readonly OperandoWarning[];
}
