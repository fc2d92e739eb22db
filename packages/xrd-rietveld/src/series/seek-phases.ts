import type { FitState } from '../fit/fit-types.js';
import type { Observations } from '../fit/weighting.js';
import type { Refiner } from '../refiner.js';
import type { FittedFrame } from './frame-fitter.js';

/** Cells are looked for as far as this from what was given, as a share of them. */
const farthest = 0.02;
/** Steps of a line of medium angle, in its widths. */
const step = 0.5;
/** Chi^2 must fall by so much, in units of the reduced one: chance does that in none of a thousand scans. */
const told = 30;
const degree = Math.PI / 180;

/**
 * A start from which phases that a frame does not seem to have may be found: their cells longer or shorter than given, all axes by one
 * factor, by which scales and background alone describe the pattern best. Undefined where none is missed: no phase is absent, or nothing
 * makes the pattern better described by more than chance.
 *
 * @param fitted What the frame came to; it stays as it is.
 */
export function seekPhases(
  refiner: Refiner,
  data: Observations,
  { row, state, shape }: FittedFrame,
): Pick<FittedFrame, 'state' | 'shape'> | undefined {
  const { phases, layout } = refiner;
  const reduced = Math.max(1, row.chiSquare / row.degreesOfFreedom);
  const all = phases.map(() => true);
  const held = Array.from(layout.refined, () => false);
  const meritOf = (values: Float64Array): number => {
    const trial: FitState = { values, linear: state.linear.slice() };
    const { end, objective } = refiner.fit(
      data,
      trial,
      { scale: all, shape: all, parameters: held },
      { maximumCycles: 1 },
    );
    return end === 'failed' || !Number.isFinite(objective) ? Infinity : objective;
  };
  const values = state.values.slice();
  let merit = meritOf(values.slice());
  let isFound = false;
  for (const [p, { places, method }] of phases.entries()) {
    const isMissed = row.phases[p]!.presence === 'absent' && method === 'rietveld';
    const axes = Array.from({ length: places.cellCount }, (_, k) => places.cell + k).filter(
      (k) => layout.parameters[k]!.unit === 'angstrom' && layout.refined.includes(k),
    );
    if (!isMissed || axes.length === 0) continue;
    const relative = relativeStep(refiner, p);
    let best = values;
    for (let k = -Math.ceil(farthest / relative); k * relative <= farthest; k++) {
      const trial = values.slice();
      for (const axis of axes) trial[axis] = layout.start[axis]! * (1 + k * relative);
      const own = meritOf(trial.slice());
      if (!(own < merit - (best === values ? told * reduced : 0))) continue;
      [best, merit] = [trial, own];
    }
    if (best === values) continue;
    values.set(best);
    isFound = true;
  }
  return isFound ? { state: { values, linear: state.linear.slice() }, shape: shape.map(() => true) } : undefined;
}

/** Step of a cell, as a share of it, that moves a line in the middle of the pattern by so much of its width. */
function relativeStep({ phases, model }: Refiner, p: number): number {
  const { points } = model;
  const middle = 0.5 * (points[0]! + points.at(-1)!);
  const { gaussian, lorentzian } = phases[p]!;
  const widths = Array.from(gaussian, (width, j) => width + lorentzian[j]!).filter((width) => width > 0);
  const width = widths.toSorted((a, b) => a - b)[widths.length >> 1] ?? 0.05;
  return Math.max(2e-4, (step * width * degree) / (2 * Math.tan(0.5 * middle * degree)));
}
