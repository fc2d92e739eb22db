import { expectUnit, OperandoError, sameAxis, unmaskedValues } from '@operando/core';
import type { Axis, Series } from '@operando/core';
import { blockNormalizer } from './block-normalizer.js';
import type { BlockOutcome } from './block-normalizer.js';
import { channelsOf } from './block-rows.js';
import { collectBlocks } from './collect-blocks.js';
import { unpackFacts } from './edge-errors/pack-facts.js';
import { addReferenceNoise } from './edge-errors/reference-noise.js';
import { createScanDrift } from './edge-errors/scan-drift.js';
import { noiseLawOf } from './edge-errors/value-variances.js';
import type { NoiseLaw } from './edge-errors/value-variances.js';
import type { NormalizedFlat, NormalizeOptions, NormalizedSpectra } from './normalize-types.js';
import type { Normalizer } from './normalizer-types.js';
import { flatOf, seriesOf } from './normalized-spectra.js';
import { outcomeOf } from './share-rows.js';
import type { NormalizerShare, SharedRows } from './share-rows.js';
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

/** How the noise of a block changes with the absorption, by what it says of its signal. */
function lawOf({ metadata }: Series): NoiseLaw | undefined {
  return noiseLawOf(metadata['expression'] ?? metadata['signal']);
}

/**
 * `normalize` for series that come block by block: what depends on the energies alone is made once, and spectra, channels
 * and warnings are those of the whole series.
 *
 * @param axis Energies of all blocks.
 * @throws OperandoError `unit-mismatch` for an axis that is not energy in eV, or energies that look like keV; with a block `shape-mismatch` for another axis than the first, `unsupported` for positions of images.
 */
export function createNormalizer(axis: Axis<'energy', 'eV'>, options: NormalizeOptions = {}): Normalizer {
  expectEnergies(axis);
  const used = collectUsedRanges();
  const drift = createScanDrift(axis.values);
  const { normalize, edges, methods } = blockNormalizer(axis.values, options, { onFit: used.add, drift });
  const collector = collectBlocks(axis.values, methods, options);
  let dims: readonly string[] | undefined;
  let told = 0;
  /** The share that was given out last. */
  let given: NormalizerShare | undefined;

  const expectBlock = (block: Series<'energy', 'eV'>): void => {
    if (!sameAxis(block.axis, axis) || (dims !== undefined && dims.join() !== block.dims.join())) {
      throw new OperandoError('shape-mismatch', 'the block has another axis, or other dimensions, than the series.', {
        cure: 'Bring all blocks to one axis first.',
      });
    }
    dims ??= block.dims;
    if (options.positions !== undefined && dims.length !== 2) {
      throw new OperandoError('unsupported', `edge positions of a ${dims.length}-dimensional series.`, {
        where: { parameter: 'positions' },
        cure: 'Use edgePositionStack on its values.',
      });
    }
  };

  const outcomeHere = (block: Series<'energy', 'eV'>): BlockOutcome =>
    normalize(unmaskedValues(block), collector.done, lawOf(block));

  const add = (block: Series<'energy', 'eV'>): NormalizedSpectra => {
    expectBlock(block);
    const outcome = outcomeHere(block);
    const { rows, columns, positionNotes } = outcome;
    addReferenceNoise(columns, block.channels);
    const own = collector.add(outcome);
    const spectra = own.status.length;
    const ofSeries = edges.warnings().slice(told);
    told += ofSeries.length;
    const warnings = [
      ...ofSeries,
      ...rows.remarks.warnings(spectra),
      ...rows.notes.warnings(spectra),
      ...(positionNotes?.warnings(spectra) ?? []),
    ];
    return seriesOf(block, rows, block.dims.length === 2 ? channelsOf(own, methods) : {}, collector.stepOf(warnings));
  };

  /** What was found elsewhere, if it is what would have been found here. */
  const takeOver = (rows: SharedRows, by: NormalizerShare, block: Series): BlockOutcome | undefined => {
    const { facts, first } = rows;
    if (first !== collector.done || by.law !== lawOf(block) || facts === undefined) return undefined;
    // Both or none go on.
    if (drift.forms() !== by.forms || !edges.accept(rows.edges) || !drift.join(by.forms, unpackFacts(facts)))
      return undefined;
    used.join(rows.used);
    return outcomeOf(rows, methods);
  };

  return {
    add,
    share(block) {
      const begun = edges.begun();
      if (begun === undefined || dims?.length !== 2) return undefined;
      const [forms, law] = [drift.forms(), lawOf(block)];
      if (given?.forms !== forms || given?.law !== law || given?.begun.first !== begun.first)
        given = { energy: axis.values, options, begun, forms, law };
      return given;
    },
    join(block, rows, by): NormalizedFlat {
      expectBlock(block);
      const outcome = takeOver(rows, by, block) ?? outcomeHere(block);
      addReferenceNoise(outcome.columns, block.channels);
      collector.add(outcome);
      return flatOf(block, outcome.rows.flat);
    },
    finish: () =>
      collector.finish({
        edges,
        drift: drift.levels(),
        used: used.ranges(),
        perFrame: dims === undefined || dims.length === 2,
      }),
  };
}
