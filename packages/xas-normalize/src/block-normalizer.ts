import { OperandoError } from '@operando/core';
import { edgePositionMethods } from './edge-position.js';
import type { EdgePositionMethod } from './edge-position.js';
import { rowPositioner } from './edge-position-stack.js';
import type { EdgePositionColumn } from './edge-position-stack.js';
import { packTerms } from './edge-errors/pack-terms.js';
import type { ScanDrift } from './edge-errors/scan-drift.js';
import type { NoiseLaw } from './edge-errors/value-variances.js';
import type { SeriesEdges, SeriesElsewhere } from './edge-search/series-edges.js';
import type { FrameWarnings } from './frame-warnings.js';
import type { GridTools } from './normalize-frames.js';
import type { NormalizeOptions } from './normalize-types.js';
import { rowNormalizer } from './row-normalizer.js';
import type { NormalizedRows } from './row-normalizer.js';

/** What becomes of some spectra that follow one another. */
export interface BlockOutcome {
  readonly rows: Omit<NormalizedRows, 'fits' | 'frames'>;
  /** In the order of the methods; none where none are asked for. */
  readonly columns: readonly EdgePositionColumn[];
  /** What the series is to add to the errors of positions, method by method: by `packTerms`. */
  readonly terms: readonly Float64Array[];
  readonly positionNotes: FrameWarnings | undefined;
}

/** What a {@link BlockNormalizer} tells of, and where its series began. */
export interface BlockNormalizerParts {
  readonly onFit: GridTools['onFit'];
  readonly drift: Pick<ScanDrift, 'add'>;
  readonly elsewhere?: SeriesElsewhere | undefined;
}

/** Normalizes spectra of one series a few at a time, and places their edges. */
export interface BlockNormalizer {
  readonly edges: SeriesEdges;
  readonly methods: readonly EdgePositionMethod[];
  /**
   * @param values Spectra one after another; NaN where one is masked.
   * @param first Number in the series of the first of them.
   */
  normalize(this: void, values: Float64Array, first: number, law: NoiseLaw | undefined): BlockOutcome;
}

/** Edge energies of the spectra from `first` on. @throws OperandoError `shape-mismatch` where there are too few. */
function edgesFrom(e0: NormalizeOptions['e0'], first: number, spectra: number): number | Float64Array | undefined {
  if (e0 === undefined || typeof e0 === 'number') return e0;
  if (e0.length < first + spectra) throw wrongEdges(e0.length, first + spectra);
  return Float64Array.from({ length: spectra }, (_, i) => e0[first + i]!);
}

/** That edge energies are given for another number of spectra. */
export function wrongEdges(edges: number, spectra: number): OperandoError {
  return new OperandoError('shape-mismatch', `${edges} edge energies for ${spectra} frames.`, {
    where: { parameter: 'e0' },
  });
}

/** Prepare for the energies of a series. @throws OperandoError as `createNormalizer`. */
export function blockNormalizer(
  energy: Float64Array,
  { positions, position, e0, ...rest }: NormalizeOptions,
  { onFit, drift, elsewhere }: BlockNormalizerParts,
): BlockNormalizer {
  const fitOptions = { ...rest, edgeSearch: rest.edgeSearch ?? 'continuous' } as const;
  const methods = positions === undefined ? [] : positions === 'all' ? edgePositionMethods : positions;
  const { normalizeRows, edges } = rowNormalizer(energy, fitOptions, onFit, elsewhere);
  const positionRows = positions === undefined ? undefined : rowPositioner(energy, { ...position, methods });
  return {
    edges,
    methods,
    normalize(values, first, law) {
      const given = { e0: edgesFrom(e0, first, values.length / energy.length) };
      const { fits, frames: _frames, ...rows } = normalizeRows(values, given, first, positionRows !== undefined);
      const found = positionRows?.(rows.flat, rows.e0, first, fits, law, drift);
      return {
        rows,
        columns: found === undefined ? [] : methods.map((method) => found.columns[method]!),
        terms: found?.terms.map(packTerms) ?? [],
        positionNotes: found?.notes,
      };
    },
  };
}
