import { blockNormalizer } from './block-normalizer.js';
import type { BlockOutcome } from './block-normalizer.js';
import { edgeChannelName } from './edge-position.js';
import type { EdgePositionMethod } from './edge-position.js';
import type { EdgePositionColumn } from './edge-position-stack.js';
import { packFacts } from './edge-errors/pack-facts.js';
import type { PackedFacts } from './edge-errors/pack-facts.js';
import { findScanFacts } from './edge-errors/scan-facts.js';
import type { LevelForms } from './edge-errors/scan-facts.js';
import type { NoiseLaw } from './edge-errors/value-variances.js';
import { edgeRecorder } from './edge-search/edge-follower.js';
import type { BegunEdges } from './edge-search/series-edges.js';
import { frameWarningsOf } from './frame-warnings.js';
import type { FrameWarningsData } from './frame-warnings.js';
import type { NormalizeOptions } from './normalize-types.js';
import { collectUsedRanges } from './used-ranges.js';
import type { UsedRanges } from './used-ranges.js';

/** What another thread must know of a series to normalize some of its spectra: plain data. */
export interface NormalizerShare {
  /** eV. */
  readonly energy: Float64Array;
  /** As of the series. */
  readonly options: NormalizeOptions;
  /** What the search for edges knows of the spectra before. */
  readonly begun: BegunEdges;
  /** What the levels about the edge are read by. */
  readonly forms: LevelForms | undefined;
  /** How noise changes with the absorption; undefined where that is not known. */
  readonly law: NoiseLaw | undefined;
}

/** Spectra that were normalized in another thread: plain data, for `join` of the normalizer. */
export interface SharedRows {
  /** Number in the series of the first of them. */
  readonly first: number;
  /** Flattened, one after another. */
  readonly flat: Float64Array;
  /** Edge energy of each, eV; NaN where it failed. */
  readonly e0: Float64Array;
  /** Of each, in the unit of mu; NaN where it failed. */
  readonly edgeStep: Float64Array;
  /** Standard errors of the steps, in the same unit. */
  readonly edgeStepStderr: Float64Array;
  /** Bytes of `statusNames`. */
  readonly status: Uint8Array;
  /** What was doubted or went wrong, by frame. */
  readonly notes: FrameWarningsData;
  /** What is to be said of the edge that was found, by frame. */
  readonly remarks: FrameWarningsData;
  /** What is to be said of edge positions; undefined where none were asked for. */
  readonly positionNotes: FrameWarningsData | undefined;
  /** A column for each method that was asked for, eV. */
  readonly positions: readonly Pick<EdgePositionColumn, 'values' | 'stderr' | 'status'>[];
  /** What the series is to add to the errors of positions. */
  readonly terms: readonly Float64Array[];
  /** Of every spectrum that the drift is told of; nothing where the forms that were given do not suit them. */
  readonly facts: PackedFacts | undefined;
  /** Edges that each spectrum has by itself, eV, as far as the series must agree. */
  readonly edges: Float64Array;
  /** Ranges that lines were fitted in. */
  readonly used: UsedRanges;
}

/**
 * Normalizes spectra of a series that began elsewhere, as its own normalizer would if their edges lie near those before them and
 * what they are looked at by stays; `join` of that normalizer sees to it.
 *
 * @param share From the normalizer of the series.
 */
export function normalizeShare({
  energy,
  options,
  begun,
  forms,
  law,
}: NormalizerShare): (values: Float64Array, first: number) => SharedRows {
  const recorder = edgeRecorder();
  let used = collectUsedRanges();
  let drift = findScanFacts(energy, forms);
  const { normalize } = blockNormalizer(energy, options, {
    onFit: (e0, ranges) => used.add(e0, ranges),
    drift: { add: (...spectrum) => drift.add(...spectrum) },
    elsewhere: { begun, follower: recorder },
  });
  return (values, first) => {
    used = collectUsedRanges();
    drift = findScanFacts(energy, forms);
    const { rows, columns, terms, positionNotes } = normalize(values, first, law);
    const { flat, e0, edgeStep, edgeStepStderr, status } = rows;
    return {
      first,
      flat,
      e0,
      edgeStep,
      edgeStepStderr,
      status,
      notes: rows.notes.data(),
      remarks: rows.remarks.data(),
      positionNotes: positionNotes?.data(),
      positions: columns.map((column) => ({ values: column.values, stderr: column.stderr, status: column.status })),
      terms,
      facts: packFacts(drift.facts()),
      edges: recorder.recorded(),
      used: used.ranges(),
    };
  };
}

/** What became of spectra elsewhere, as if it had been here. */
export function outcomeOf(
  { flat, e0, edgeStep, edgeStepStderr, status, ...rest }: SharedRows,
  methods: readonly EdgePositionMethod[],
): BlockOutcome {
  return {
    rows: {
      norm: flat,
      flat,
      e0,
      edgeStep,
      edgeStepStderr,
      status,
      notes: frameWarningsOf(rest.notes),
      remarks: frameWarningsOf(rest.remarks),
    },
    columns: rest.positions.map((column, m) => ({ name: edgeChannelName(methods[m]!), unit: 'eV', ...column })),
    terms: rest.terms,
    positionNotes: rest.positionNotes === undefined ? undefined : frameWarningsOf(rest.positionNotes),
  };
}
