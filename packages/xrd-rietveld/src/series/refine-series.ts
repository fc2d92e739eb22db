import { axisPoints, blocksWith, createPacer, flatMask, flatValues, OperandoError, seriesSource } from '@operando/core';
import type { FrameSource, OperandoWarning, ResultTable, Series } from '@operando/core';
import type { RefineOptions } from '../options.js';
import { areWhole } from '../fit/unit-of-counts.js';
import { createRefiner } from '../refiner.js';
import { ofScatter } from '../result/scatter.js';
import { followSeries } from './follow-series.js';
import type { VisitFrames } from './follow-series.js';
import type { FrameRow } from './row-types.js';
import type { FrameData } from './walk-types.js';
import { seriesWarnings } from './series-warnings.js';
import { seriesTables } from './tables.js';

/** How a series is refined. */
export interface RefineSeriesOptions extends RefineOptions {
  /**
   * Refined parameters that have one value in all frames, by name: `u`, `Al.orientation`. Patterns are read some times more.
   *
   * @default none
   */
  readonly shared?: readonly string[] | undefined;
  /**
   * Refined parameters that go smoothly through the series, by name (`displacement`): how smoothly, the series says itself (greatest
   * evidence). After all frames were refined, each is once more, with what the others say of its value. Frames count as equally far apart.
   *
   * @default none
   */
  readonly smooth?: readonly string[] | undefined;
  /** Stops between frames; what was handed to `onFrame` is kept. */
  readonly signal?: AbortSignal | undefined;
  /** Called for each frame when it is done, and once more when later frames made it better. */
  readonly onFrame?: ((row: FrameRow) => void) | undefined;
  /** Called when more frames are done; the total is not known of some sources. */
  readonly onProgress?: ((done: number, total: number | undefined) => void) | undefined;
}

/** A series as refined. */
export interface SeriesRefinement {
  /** One for each frame. */
  readonly rows: readonly FrameRow[];
  /** Names of `values` in each row. */
  readonly names: readonly string[];
  /** Names of `phases` in each row. */
  readonly phases: readonly string[];
  /** `frames`, then one of each phase. */
  readonly tables: readonly ResultTable[];
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

type TwoThetaSeries = Series<'two-theta', 'deg'>;

/**
 * Refine all patterns of a series, one after another from the last good one; then back from where another start (the last frame, the
 * one in the middle, the worst ones begun anew; frames after long steps) finds another minimum; then once more those that other frames
 * know something about (phases before they appear, weak frames, frames that failed). Patterns are read in blocks, twice where nothing is
 * found and each wanted stretch once more where something is, and not kept.
 *
 * Each phase is in every frame: `present`, `trace`, `absent` with an upper limit of its weight fraction, or `no-data`. Weak,
 * dark and failed frames hand nothing on to others.
 *
 * Variances of the series weight its points; without them, or where they are the values themselves, those are counts, or,
 * where they are no whole numbers, in proportion to counts, by a unit that the scatter of neighbouring points says.
 *
 * @throws OperandoError as {@link createRefiner}; the reason of the signal when that is aborted.
 */
export async function refineSeries(
  series: TwoThetaSeries | FrameSource<'two-theta', 'deg'>,
  options: RefineSeriesOptions,
): Promise<SeriesRefinement> {
  const source = 'blocks' in series ? series : seriesSource(series);
  const refiner = createRefiner(axisPoints(source.axis), options);
  const { signal, shared = [], smooth = [] } = options;
  const pace = createPacer(signal);
  let isScatter = false;
  const visit: VisitFrames = async (look, wanted) => {
    if (wanted?.size === 0) return;
    for await (const { first, block } of blocksWith(source, wanted, { signal })) {
      let at = first;
      for (const frame of framesOf(block)) {
        const own = at++;
        if (wanted?.has(own) === false) continue;
        await pace();
        isScatter ||= frame.sigma === undefined && !areWhole(frame.intensity);
        look(own, frame);
      }
    }
  };
  let done = 0;
  const { rows, warnings } = await followSeries(refiner, visit, {
    shared,
    smooth,
    signal,
    onRow(row, all) {
      options.onFrame?.(row);
      if (all.length === done) return;
      done = all.length;
      options.onProgress?.(done, source.frames);
    },
  });
  return {
    rows,
    names: refiner.names,
    phases: refiner.phases.map(({ phase }) => phase.name),
    tables: seriesTables(refiner, rows),
    warnings: [...(isScatter ? [ofScatter] : []), ...seriesWarnings(refiner, rows), ...warnings],
  };
}

/** Frames of a block. */
function* framesOf(block: TwoThetaSeries): Generator<FrameData> {
  if (block.dims.length !== 2) {
    throw new OperandoError('unsupported', `the series has the dimensions ${block.dims.join(', ')}`, {
      cure: 'Choose one pattern for each frame first',
    });
  }
  const values = flatValues(block.signal);
  const mask = block.mask === undefined ? undefined : flatMask(block.mask);
  const variances =
    block.variances === undefined || areCounts(values, flatValues(block.variances))
      ? undefined
      : flatValues(block.variances);
  const n = block.axis.size;
  for (let t = 0; t < block.time.start.length; t++) {
    const [from, to] = [t * n, (t + 1) * n];
    yield {
      intensity: values.subarray(from, to),
      ...(mask === undefined ? {} : { mask: mask.subarray(from, to) }),
      ...(variances === undefined ? {} : { sigma: variances.subarray(from, to).map(Math.sqrt) }),
    };
  }
}

/** Variances that are the values are those of counts: a count of 0 is one too. */
function areCounts(values: Float64Array, variances: Float64Array): boolean {
  return values.every((value, i) => variances[i] === value || (value === 0 && variances[i] === 1));
}
