import { axisPoints, OperandoError } from '@operando/core';
import type { Series } from '@operando/core';
import { excludeRanges, leastPatternPoints, stackOf } from '@operando/xrd-peak-track';
import type { SeriesStack } from '@operando/xrd-peak-track';
import { counted } from '../../technique/words.js';
import type { XrdOptions } from './options.js';

/** @throws OperandoError `too-few-points` for what is no pattern, `invalid-argument` for a part of two-theta in which there is none. */
export function expectFitPoints({ axis }: Pick<Series<'two-theta', 'deg'>, 'axis'>, fit: XrdOptions['fit']): void {
  const points = axisPoints(axis);
  if (points.length < leastPatternPoints)
    throw new OperandoError('too-few-points', `the patterns have ${counted(points.length, 'point')}.`, {
      cure: `${leastPatternPoints} are needed. If the rows of a table are patterns, and its columns their points, exchange rows and columns.`,
    });
  if (fit === undefined) return;
  const held = points.filter((at) => at >= fit[0] && at < fit[1]).length;
  if (held >= leastPatternPoints) return;
  throw new OperandoError('invalid-argument', `${fit.join(':')} holds ${counted(held, 'point')} of the patterns.`, {
    where: { parameter: 'fit' },
    cure: `They go from ${points[0]} to ${points.at(-1)} degrees; ${leastPatternPoints} points are needed.`,
  });
}

/** A series on typed arrays, less the ranges that are left out. */
export function usedStack(
  series: Series<'two-theta', 'deg'>,
  exclude: readonly (readonly [number, number])[],
): SeriesStack {
  const stack = stackOf(series);
  return { ...stack, mask: excludeRanges(stack.x, stack.stack.length / stack.x.length, exclude, stack.mask) };
}
