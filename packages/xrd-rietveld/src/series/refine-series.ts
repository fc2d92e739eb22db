import { axisPoints, createPacer, flatMask, flatValues, OperandoError, seriesSource } from '@operando/core';
import type { FrameSource, OperandoWarning, ResultTable, Series } from '@operando/core';
import type { RefineOptions } from '../options.js';
import { areWhole } from '../fit/unit-of-counts.js';
import { createRefiner } from '../refiner.js';
import { ofScatter } from '../result/scatter.js';
import type { FrameRow } from './row-types.js';
import { createSeriesWalk } from './series-walk.js';
import { checkCourses } from './shape-columns.js';
import { shareParameters } from './shared-parameters.js';
import type { SharedParameters } from './shared-parameters.js';
import { smoothParameters } from './smooth-parameters.js';
import type { SmoothParameters } from './smooth-parameters.js';
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
 * Refine all patterns of a series, one after another from the last good one; then once more those that later frames know
 * something about (phases before they appear, weak frames, frames that failed). Patterns are read in blocks, twice at most,
 * and not kept.
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
  checkCourses(refiner, options.shared ?? [], options.smooth ?? []);
  const walk = createSeriesWalk(refiner);
  const pace = createPacer(options.signal);
  const blocks = options.signal === undefined ? {} : { signal: options.signal };
  let isScatter = false;
  for await (const block of source.blocks(blocks)) {
    for (const frame of framesOf(block)) {
      await pace();
      isScatter ||= frame.sigma === undefined && !areWhole(frame.intensity);
      const row = walk.push(frame);
      options.onFrame?.(row);
      options.onProgress?.(walk.rows.length, source.frames);
    }
  }
  const pending = new Set(walk.pending());
  let at = 0;
  if (pending.size > 0) {
    for await (const block of source.blocks(blocks)) {
      for (const frame of framesOf(block)) {
        if (pending.has(at)) {
          await pace();
          const row = walk.revise(at, frame);
          if (row !== undefined) options.onFrame?.(row);
        }
        at++;
      }
    }
  }
  let sharing: SharedParameters | undefined;
  if ((options.shared ?? []).length > 0) {
    const shared = shareParameters(refiner, walk, options.shared!);
    for (let isMoving = true; isMoving;) {
      let frame = 0;
      for await (const block of source.blocks(blocks)) {
        for (const data of framesOf(block)) {
          await pace();
          shared.visit(frame++, data);
        }
      }
      isMoving = shared.next();
    }
    sharing = shared;
  }
  let smoothing: SmoothParameters | undefined;
  if ((options.smooth ?? []).length > 0) {
    smoothing = smoothParameters(refiner, walk, options.smooth!, options.shared);
    let frame = 0;
    for await (const block of source.blocks(blocks)) {
      for (const data of framesOf(block)) {
        await pace();
        smoothing.visit(frame++, data);
      }
    }
  }
  sharing?.finish();
  if (sharing !== undefined || smoothing !== undefined) for (const row of walk.rows) options.onFrame?.(row);
  return {
    rows: walk.rows,
    names: refiner.names,
    phases: refiner.phases.map(({ phase }) => phase.name),
    tables: seriesTables(refiner, walk.rows),
    warnings: [
      ...(isScatter ? [ofScatter] : []),
      ...seriesWarnings(refiner, walk.rows),
      ...(smoothing?.warnings ?? []),
    ],
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
