import { frameMiddles, seriesBlock, seriesWarnings } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { explainLost, refinePattern } from '@operando/xrd-rietveld';
import { runStage } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { joinCycler } from '../../technique/join-cycler.js';
import { inBlocks } from '../../technique/read-files.js';
import { excludedRange } from '../xrd/excluded-range.js';
import { saturationWarning, unusedRanges } from '../xrd/saturation.js';
import { expectFitPoints } from '../xrd/used-stack.js';
import type { RietveldAnalysis, RietveldInput } from './analysis.js';
import { followFrames } from './follow-frames.js';
import { emptyCellAt } from './empty-cell.js';
import { framesToLookAt, identifyInFrames } from './identify.js';
import type { RietveldOptions } from './options.js';
import { lookThrough, patternsAt } from './pattern-source.js';
import { preparePhases } from './phases.js';
import { instrumentOf, refineOptionsOf } from './settings.js';
import { framesToShow, framesToView, startedFrom } from './shown-frames.js';
import type { ShownFrame } from './shown-frames.js';
import { rietveldSteps } from './steps.js';
import { followedTables } from './tables.js';
import { isLost, seriesWarningsOf } from './series-warnings.js';

/** Read structures, follow the patterns, refine those to be shown once more with all that is to be said of them. */
export async function analyseRietveld(
  { patterns, structures, emptyCell, cycler }: RietveldInput,
  options: RietveldOptions,
  context: RunContext,
): Promise<RietveldAnalysis> {
  const frames = inBlocks(patterns);
  expectFitPoints(frames, options.fit);
  const source = await lookThrough(frames, context, unusedRanges(options.exclude.map(excludedRange), options.fit));
  const { series, warnings: joining, ...joined } = joinCycler(source.outline, cycler, options);
  const { instrument, warnings: ofRadiation } = instrumentOf(options, series);
  const empty = emptyCell === undefined ? undefined : emptyCellAt(emptyCell, source.x, options.fit);
  const prepared = preparePhases(options, structures, instrument, source.x.at(-1)!);
  const identified = options.identify
    ? await runStage(
        identifyInFrames(
          await patternsAt(source, framesToLookAt(source)),
          prepared,
          refineOptionsOf(options, instrument, prepared, empty),
        ),
        'identifying',
        context,
      )
    : undefined;
  const phases = identified?.phases ?? prepared;
  const refining = refineOptionsOf(options, instrument, phases, empty);
  const origin = series.time.start[0] ?? 0;
  const middles = frameMiddles(series.time).map((time) => time - origin);
  const {
    refiner,
    rows,
    warnings: ofCourses,
  } = await followFrames(source, refining, options, context, (following, done) =>
    context.onPartial?.(() => {
      const part = seriesBlock(series, 0, done.length);
      return followedTables({ series: part, phases, refiner: following, rows: done, middles });
    }),
  );
  const toShow = framesToShow(options, rows);
  // With the cells as given: those that the series came to are none where it is lost.
  const lost = rows.find(isLost);
  const toView = options.report ? framesToView(rows, toShow) : [];
  const looked = await patternsAt(source, [...toShow, ...toView, ...(lost === undefined ? [] : [lost.frame])]);
  const refinedAt = (frame: number): ShownFrame => {
    context.signal?.throwIfAborted();
    const pattern = looked.get(frame)!;
    const refinement = refinePattern(pattern, startedFrom(refining, refiner, rows[frame]!));
    return { frame, observed: pattern.intensity, refinement };
  };
  const shown = toShow.map(refinedAt);
  const viewed = toView.map(refinedAt);
  const ofLost = lost === undefined ? undefined : explainLost(looked.get(lost.frame)!, refining);
  const told = [...prepared.flatMap(({ warnings }) => warnings), ...(identified?.warnings ?? [])];
  const ofScatter: OperandoWarning[] =
    source.errors === 'scatter'
      ? [
          {
            code: 'errors-from-scatter',
            message:
              'The intensities are no counts (scaled, averaged, or less a background) and have no standard deviations: these were taken from the scatter of neighbouring points.',
          },
        ]
      : [];
  return {
    ...joined,
    series,
    source,
    phases,
    refiner,
    rows,
    shown,
    viewed,
    ...(identified === undefined ? {} : { identified: identified.frames }),
    middles,
    warnings: [
      ...joining,
      ...seriesWarnings(series),
      ...ofRadiation,
      ...told,
      ...ofScatter,
      ...(source.flat === undefined ? [] : [saturationWarning(source.x, source.flat)]),
      ...(ofLost === undefined ? [] : [ofLost]),
      ...seriesWarningsOf(rows, refiner, shown),
      ...ofCourses,
    ],
    steps: [...series.provenance, ...rietveldSteps(options, instrument, prepared, refiner, rows, source)],
  };
}
