import { expectUnit, OperandoError, sameAxis, unmaskedValues } from '@operando/core';
import type { Axis, JsonValue, ProvenanceStep, Series } from '@operando/core';
import { channelsOf, joinRows } from './block-rows.js';
import type { BlockRows } from './block-rows.js';
import { edgePositionMethods } from './edge-position.js';
import { rowPositioner } from './edge-position-stack.js';
import { addReferenceNoise } from './edge-errors/reference-noise.js';
import { createScanDrift } from './edge-errors/scan-drift.js';
import { noiseLawOf } from './edge-errors/value-variances.js';
import { collectFrameWarnings } from './frame-warnings.js';
import type { Normalization, NormalizeOptions, NormalizedSpectra, Normalizer } from './normalize-types.js';
import { seriesOf } from './normalized-spectra.js';
import { rowNormalizer } from './row-normalizer.js';
import { collectUsedRanges } from './used-ranges.js';

/** For plain JavaScript, where the compiler does not stop a two-theta series. */
function expectEnergies(axis: Axis): void {
  if (axis.name !== 'energy' || axis.edges) {
    throw new OperandoError('unit-mismatch', `the series is along ${axis.name}${axis.edges ? ' bins' : ''}.`, {
      cure: 'Normalization needs absorption at energy points.',
    });
  }
  expectUnit(axis, 'eV', 'normalize');
}

/** Options as plain JSON for the provenance. */
function recordedOptions(options: object): Record<string, JsonValue> {
  const recorded: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(options) as [string, JsonValue | undefined][]) {
    if (value === undefined) continue;
    recorded[name] = ArrayBuffer.isView(value) || (Array.isArray(value) && value.length > 32) ? 'one per frame' : value;
  }
  return recorded;
}

/** Edge energies of the spectra from `first` on. @throws OperandoError `shape-mismatch` where there are too few. */
function edgesFrom(e0: NormalizeOptions['e0'], first: number, spectra: number): number | Float64Array | undefined {
  if (e0 === undefined || typeof e0 === 'number') return e0;
  if (e0.length < first + spectra) throw wrongEdges(e0.length, first + spectra);
  return Float64Array.from({ length: spectra }, (_, i) => e0[first + i]!);
}

function wrongEdges(edges: number, spectra: number): OperandoError {
  return new OperandoError('shape-mismatch', `${edges} edge energies for ${spectra} frames.`, {
    where: { parameter: 'e0' },
  });
}

/**
 * `normalize` for series that come block by block: what depends on the energies alone is made once, and spectra, channels
 * and warnings are those of the whole series.
 *
 * @param axis Energies of all blocks.
 * @throws OperandoError `unit-mismatch` for an axis that is not energy in eV, or energies that look like keV.
 */
export function createNormalizer(axis: Axis<'energy', 'eV'>, options: NormalizeOptions = {}): Normalizer {
  expectEnergies(axis);
  const { positions, position, e0, ...rest } = options;
  const fitOptions = { ...rest, edgeSearch: rest.edgeSearch ?? 'continuous' } as const;
  const methods = positions === undefined ? [] : positions === 'all' ? edgePositionMethods : positions;
  const used = collectUsedRanges();
  const drift = createScanDrift(axis.values);
  const { normalizeRows, edges } = rowNormalizer(axis.values, fitOptions, used.add);
  const positionRows = positions === undefined ? undefined : rowPositioner(axis.values, { ...position, methods });
  const recorded = recordedOptions(options);
  const rowNotes = collectFrameWarnings();
  const remarks = collectFrameWarnings();
  const positionNotes = collectFrameWarnings();
  const blocks: BlockRows[] = [];
  let dims: readonly string[] | undefined;
  let done = 0;
  let told = 0;
  const stepOf = (warnings: Normalization['warnings']): ProvenanceStep => ({
    step: 'xas-normalize/normalize',
    options: recorded,
    warnings,
  });

  const add = (block: Series<'energy', 'eV'>): NormalizedSpectra => {
    if (!sameAxis(block.axis, axis) || (dims !== undefined && dims.join() !== block.dims.join())) {
      throw new OperandoError('shape-mismatch', 'the block has another axis, or other dimensions, than the series.', {
        cure: 'Bring all blocks to one axis first.',
      });
    }
    dims ??= block.dims;
    const perFrame = dims.length === 2;
    if (positionRows !== undefined && !perFrame) {
      throw new OperandoError('unsupported', `edge positions of a ${dims.length}-dimensional series.`, {
        where: { parameter: 'positions' },
        cure: 'Use edgePositionStack on its values.',
      });
    }
    const spectra = block.signal.size / axis.size;
    const rows = normalizeRows(
      unmaskedValues(block),
      { e0: edgesFrom(e0, done, spectra) },
      done,
      positionRows !== undefined,
    );
    const law = noiseLawOf(block.metadata['expression'] ?? block.metadata['signal']);
    const found = positionRows?.(rows.flat, rows.e0, done, rows.fits, law, drift);
    const { edgeStep, edgeStepStderr, status } = rows;
    const columns = found === undefined ? [] : methods.map((method) => found.columns[method]!);
    addReferenceNoise(columns, block.channels);
    const own: BlockRows = {
      e0: rows.e0,
      edgeStep,
      edgeStepStderr,
      status,
      positions: columns,
      terms: found?.terms ?? [],
    };
    blocks.push(own);
    rowNotes.addAll(rows.notes);
    remarks.addAll(rows.remarks);
    if (found !== undefined) positionNotes.addAll(found.notes);
    done += spectra;
    const ofSeries = edges.warnings().slice(told);
    told += ofSeries.length;
    const warnings = [
      ...ofSeries,
      ...rows.remarks.warnings(spectra),
      ...rows.notes.warnings(spectra),
      ...(found?.notes.warnings(spectra) ?? []),
    ];
    return seriesOf(block, rows, perFrame ? channelsOf(own, methods) : {}, stepOf(warnings));
  };

  const finish = (): Normalization => {
    if (e0 !== undefined && typeof e0 !== 'number' && e0.length !== done) throw wrongEdges(e0.length, done);
    const rows = joinRows(blocks, axis.values, drift.levels());
    const warnings = [
      ...edges.warnings(),
      ...remarks.warnings(done),
      ...rowNotes.warnings(done),
      ...positionNotes.warnings(done),
    ];
    const absorber = edges.absorber();
    const { status } = rows;
    return {
      e0: { name: 'e0', unit: 'eV', values: rows.e0, status },
      edgeStep: { name: 'edge_step', unit: '1', values: rows.edgeStep, stderr: rows.edgeStepStderr, status },
      status,
      channels: dims === undefined || dims.length === 2 ? channelsOf(rows, methods) : {},
      warnings,
      used: used.ranges(),
      ...(absorber === undefined ? {} : { absorber }),
      step: stepOf(warnings),
    };
  };
  return { add, finish };
}
