import { OperandoError } from '@operando/core';

/**
 * Frames must be able to tell what a curve is. @param at Of the frames.
 *
 * @throws OperandoError `too-few-points` where frames cannot tell the heights at all knots: there are fewer of them, or pieces without one.
 */
export function expectFrames(
  name: string,
  { curve, knots }: { readonly curve: string; readonly knots: Float64Array },
  at: readonly number[],
): void {
  const refuse = (problem: string, cure: string): never => {
    throw new OperandoError('too-few-points', problem, { where: { parameter: `linked.${name}` }, cure });
  };
  const frames = at.length === 1 ? 'one frame' : `${at.length} frames`;
  if (curve !== 'piecewise') {
    if (knots.length > at.length)
      refuse(
        curve === 'linear'
          ? `a straight line cannot be laid through ${frames}.`
          : `a spline through ${knots.length} knots cannot be fitted to ${frames}.`,
        at.length === 1
          ? 'Leave it out: one frame is fitted by itself.'
          : at.length === 2
            ? 'Take a straight line (linear).'
            : `Give ${at.length} knots at most, or take a straight line (linear).`,
      );
    return;
  }
  // A height is told by a frame of its own, between the knots beside it.
  let frame = 0;
  knots.forEach((place, k) => {
    const before = knots[k - 1] ?? -Infinity;
    while (frame < at.length && !(at[frame]! > before)) frame++;
    if (!(frame < at.length && at[frame]! < (knots[k + 1] ?? Infinity)))
      refuse(`there are too few frames near ${place} to tell ${name} at all moments.`, 'Give fewer moments.');
    frame++;
  });
}
