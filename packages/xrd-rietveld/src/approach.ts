import type { FitState } from './fit/fit-types.js';
import type { Observations } from './fit/weighting.js';
import { at } from './model/instrument-places.js';
import { allFree, hasLeBail } from './refiner.js';
import type { Refiner } from './refiner.js';

/**
 * Bring cells near: only they, zero and displacement, and the scales move, once from where they were given, once of lines three
 * widths wider, then one; the better of the two stays. Then orientations, on both sides of none; then everything but axial
 * divergence, which would take the place of shifts.
 */
export function approach(refiner: Refiner, data: Observations, state: FitState): void {
  const { layout, phases } = refiner;
  const moves = Array.from(layout.refined, (parameter) => {
    const isShift = parameter === at.zero || parameter === at.displacement;
    return isShift || phases.some(({ places }) => parameter >= places.cell && parameter < places.inverseSize);
  });
  const width = medianWidth(refiner);
  const given = state.values[at.z]!;
  const attempt = (target: FitState, wider: number, parameters: readonly boolean[], maximumCycles: number): number => {
    const before = target.values.slice();
    if (wider > 0) target.values[at.z] = given + wider * width;
    const outcome = refiner.fit(data, target, { ...allFree(refiner), parameters }, { maximumCycles, tolerance: 1 });
    const isLost = outcome.end === 'failed' || outcome.end === 'singular';
    if (isLost) target.values.set(before);
    if (wider > 0) target.values[at.z] = given;
    return isLost ? Infinity : outcome.objective;
  };
  // Intensities that are shared out would be spoilt by widths that are not those of the lines.
  if (moves.includes(true) && !hasLeBail(refiner)) {
    const wide: FitState = { values: state.values.slice(), linear: state.linear.slice() };
    const straight = attempt(state, 0, moves, 6);
    attempt(wide, 3, moves, 12);
    attempt(wide, 1, moves, 12);
    keepOrder(refiner, wide);
    if (attempt(wide, 0, moves, 6) < straight) {
      state.values.set(wide.values);
      state.linear.set(wide.linear);
    }
  }
  const others = Array.from(layout.refined, (parameter) => parameter !== at.axial);
  const oriented = phases.flatMap(({ places }) =>
    layout.refined.includes(places.orientation) ? [places.orientation] : [],
  );
  for (const orientation of oriented) {
    const sides = platesAndNeedles.map((ratio): FitState => {
      const values = state.values.slice();
      values[orientation] = ratio;
      return { values, linear: state.linear.slice() };
    });
    const merits = sides.map((side) => attempt(side, 0, others, 20));
    const best = sides[merits[0]! <= merits[1]! ? 0 : 1]!;
    if (Number.isFinite(Math.min(...merits))) {
      state.values.set(best.values);
      state.linear.set(best.linear);
    }
  }
  if (others.includes(false)) attempt(state, 0, others, 20);
}

/**
 * March-Dollase ratios from which orientation is looked for: there is a minimum on either side of 1, and in cubic crystals none
 * leads away from 1, where the first derivative is 0.
 */
const platesAndNeedles = [0.75, 1.33] as const;

/** Axes nearer than this to each other may change places while lines are wide. */
const nearlyEqual = 0.01;

/** Nearly equal axes in the order in which they were given: which is which, wide lines do not say. */
function keepOrder({ phases, layout }: Refiner, { values }: FitState): void {
  for (const { places } of phases) {
    const axes = Array.from({ length: places.cellCount }, (_, k) => places.cell + k).filter(
      (k) => layout.parameters[k]!.unit === 'angstrom',
    );
    for (const one of axes) {
      for (const other of axes) {
        const given = layout.start[one]! - layout.start[other]!;
        const isNear = other > one && Math.abs(given) < nearlyEqual * layout.start[one]!;
        if (!isNear || given * (values[one]! - values[other]!) >= 0) continue;
        [values[one], values[other]] = [values[other]!, values[one]!];
      }
    }
  }
}

function medianWidth({ phases }: Refiner): number {
  const widths = phases.flatMap(({ gaussian, lorentzian, intensity }) =>
    Array.from(gaussian, (g, j) => (intensity[j] === 0 ? 0 : g + lorentzian[j]!)).filter((width) => width > 0),
  );
  return widths.toSorted((p, q) => p - q)[widths.length >> 1] ?? 0.05;
}
