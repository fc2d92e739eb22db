import { finiteExtent, finiteMedian, plainNumber } from '@operando/core';
import type { Summary } from '../../technique/technique.js';
import { counted, estimateWords, medianErrorWords } from '../../technique/words.js';
import type { RadiographyAnalysis } from './analysis.js';

/** Lines about frames and camera. */
function frameWords({ measured, series }: RadiographyAnalysis): string[] {
  if (measured === undefined) return [];
  const { plan } = measured;
  const { surfaces } = plan;
  return [
    `profiles of ${counted(series.axis.size, 'row')}, ${series.axis.values[0]!.toFixed(0)} to ${series.axis.values.at(-1)!.toFixed(0)} ${series.axis.unit}; ${counted(plan.bad.dead.length, 'dead pixel')}, ${plan.bad.hot.length} hot`,
    surfaces === undefined
      ? 'scatter is not taken off: no black bodies'
      : `scatter by ${surfaces.sample.dots} black bodies: ${(100 * surfaces.sample.mean).toFixed(2)} +- ${(100 * surfaces.sample.meanStderr).toFixed(2)} % of the beam with the sample, ${(100 * surfaces.open.mean).toFixed(2)} % without`,
  ];
}

function frontWords({ front, frontDepth }: RadiographyAnalysis): string[] {
  const column = frontDepth?.onAxis ?? front?.center;
  if (column === undefined) return [];
  const extent = finiteExtent(column.values);
  return extent === undefined
    ? ['no front was found']
    : [
        `front at ${extent[0].toFixed(2)} to ${extent[1].toFixed(2)} ${column.unit}, ${medianErrorWords(finiteMedian(column.stderr!), column.unit)}`,
      ];
}

/** Numbers and words of an analysis. */
export function summariseRadiography(analysis: RadiographyAnalysis): Summary {
  const { frames, measured, front, balance, events, crossSection } = analysis;
  const slopes = balance?.balances ?? [];
  return {
    headline: {
      frames,
      ...(measured === undefined
        ? {}
        : { rows: analysis.series.axis.size, scatterCorrected: measured.plan.surfaces !== undefined }),
      ...(front === undefined
        ? {}
        : {
            front: {
              height: plainNumber(front.height),
              direction: front.direction,
              chiSquare: plainNumber(front.chiSquare),
              degreesOfFreedom: front.degreesOfFreedom,
            },
          }),
      ...(balance === undefined
        ? {}
        : {
            chargeBalance: Object.fromEntries(
              slopes.map(({ of, slope, stderr, totalStderr }) => [
                of,
                { slope, stderr, totalStderr: plainNumber(totalStderr) },
              ]),
            ),
            ...(balance.agreement === undefined ? {} : { gainAndLoss: { ...balance.agreement } }),
          }),
      ...(events === undefined ? {} : { events: events.events.map(({ frame }) => frame) }),
    },
    text: [
      counted(frames, 'radiograph'),
      ...frameWords(analysis),
      ...frontWords(analysis),
      ...slopes.map(
        ({ of, layer, slope, stderr, totalStderr }) =>
          `${layer} (${of}): ${estimateWords(slope, stderr, 4)} lithium for each one passed (with cross-section and scatter: +- ${totalStderr.toFixed(3)})`,
      ),
      ...(events === undefined
        ? []
        : [
            events.events.length === 0
              ? 'no event was found'
              : `${counted(events.events.length, 'event')}: ${events.events.map(({ frame, interval }) => `frame ${frame} (after ${interval[0]}, by ${interval[1]})`).join(', ')}`,
          ]),
    ].join('\n'),
    details: {
      errors: 'counts',
      ...(crossSection === undefined ? {} : { crossSectionBarn: crossSection }),
      ...(measured === undefined
        ? {}
        : {
            gain: measured.plan.gain,
            readVariance: measured.plan.readVariance,
            psfSigma: measured.plan.psfSigma,
            tilt: measured.tilt.followed,
            ...(measured.tilt.measured === undefined
              ? {}
              : { measuredTilt: { ...measured.tilt.measured.tilt }, bow: measured.tilt.measured.bow }),
            deadPixels: measured.plan.bad.dead,
            hotPixels: measured.plan.bad.hot,
          }),
    },
  };
}
