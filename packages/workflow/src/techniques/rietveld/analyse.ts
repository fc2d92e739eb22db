import { frameMiddles, seriesWarnings } from '@operando/core';
import type { Electrochemistry, FrameSource, OperandoWarning, Series } from '@operando/core';
import type { SeriesStack } from '@operando/xrd-peak-track';
import { otherTube, refinePattern } from '@operando/xrd-rietveld';
import { runStage } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import { inMemory } from '../../technique/read-files.js';
import type { Analysed } from '../../technique/technique.js';
import { expectFitPoints } from '../xrd/used-stack.js';
import { followFrames, frameOf, weightedStack } from './follow-frames.js';
import type { FrameRow, Refiner } from '@operando/xrd-rietveld';
import { identifyInFrames } from './identify.js';
import type { IdentifiedFrame } from './identify.js';
import type { RietveldOptions } from './options.js';
import { preparePhases } from './phases.js';
import type { PreparedPhase, Structures } from './phases.js';
import { instrumentOf, refineOptionsOf } from './settings.js';
import { framesToShow, startedFrom } from './shown-frames.js';
import type { ShownFrame } from './shown-frames.js';
import { rietveldSteps } from './steps.js';
import { isLost, seriesWarningsOf } from './series-warnings.js';

/** What `rietveld` takes. */
export interface RietveldInput {
  readonly patterns: Series<'two-theta', 'deg'> | FrameSource<'two-theta', 'deg'>;
  /** By the names that phases have in `cif`. */
  readonly structures: Structures;
  readonly cycler?: Electrochemistry | undefined;
}

/** What `rietveld` computed. */
export interface RietveldAnalysis extends Analysed {
  readonly series: Series<'two-theta', 'deg'>;
  readonly stack: SeriesStack;
  readonly phases: readonly PreparedPhase[];
  readonly refiner: Refiner;
  /** What came of each pattern. */
  readonly rows: readonly FrameRow[];
  readonly shown: readonly ShownFrame[];
  /** What was found of all candidates, where phases were to be identified. */
  readonly identified?: readonly IdentifiedFrame[];
  /** Seconds from the begin of the first pattern to the middle of each. */
  readonly middles: Float64Array;
  readonly electrochemistry?: Electrochemistry;
}

/** Read structures, follow the patterns, refine those to be shown once more with all that is to be said of them. */
export async function analyseRietveld(
  { patterns, structures, cycler }: RietveldInput,
  options: RietveldOptions,
  context: RunContext,
): Promise<RietveldAnalysis> {
  const { series, warnings: joining, ...joined } = joinCycler(await inMemory(patterns, context), cycler, options);
  expectFitPoints(series, options.fit);
  const { instrument, warnings: ofRadiation } = instrumentOf(options, series);
  const stack = weightedStack(series);
  const prepared = preparePhases(options, structures, instrument, stack.x.at(-1)!);
  const identified = options.identify
    ? await runStage(
        identifyInFrames(stack, prepared, refineOptionsOf(options, instrument, prepared)),
        'identifying',
        context,
      )
    : undefined;
  const phases = identified?.phases ?? prepared;
  const refining = refineOptionsOf(options, instrument, phases);
  const { refiner, rows } = await runStage(followFrames(stack, refining, options.shared), 'refining', context);
  const shown = framesToShow(options, rows).map((frame): ShownFrame => {
    context.signal?.throwIfAborted();
    const pattern = { twoTheta: stack.x, ...frameOf(stack, frame) };
    return { frame, refinement: refinePattern(pattern, startedFrom(refining, refiner, rows[frame]!)) };
  });
  // With the cells as given: those that the series came to are none where it is lost.
  const lost = rows.find(isLost);
  const ofTube =
    lost === undefined ? undefined : otherTube({ twoTheta: stack.x, ...frameOf(stack, lost.frame) }, refining);
  const told = [...prepared.flatMap(({ warnings }) => warnings), ...(identified?.warnings ?? [])];
  const ofScatter: OperandoWarning[] =
    stack.errors === 'scatter'
      ? [
          {
            code: 'errors-from-scatter',
            message:
              'The intensities are no counts (scaled, averaged, or less a background) and have no standard deviations: these were taken from the scatter of neighbouring points.',
          },
        ]
      : [];
  const origin = series.time.start[0] ?? 0;
  return {
    ...joined,
    series,
    stack,
    phases,
    refiner,
    rows,
    shown,
    ...(identified === undefined ? {} : { identified: identified.frames }),
    middles: frameMiddles(series.time).map((time) => time - origin),
    warnings: [
      ...joining,
      ...seriesWarnings(series),
      ...ofRadiation,
      ...told,
      ...ofScatter,
      ...(ofTube === undefined ? [] : [ofTube]),
      ...seriesWarningsOf(rows, refiner, shown),
    ],
    steps: [...series.provenance, ...rietveldSteps(options, instrument, prepared, refiner, rows, stack)],
  };
}
