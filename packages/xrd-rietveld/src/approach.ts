import type { FitState } from './fit/fit-types.js';
import type { Observations } from './fit/weighting.js';
import { at } from './model/instrument-places.js';
import { allFree } from './refiner.js';
import type { Refiner } from './refiner.js';

/** Whether intensities of a phase are shared out. */
export function hasLeBail({ phases }: Refiner): boolean {
  return phases.some(({ method }) => method === 'lebail');
}

/**
 * Bring cells near: only they, zero and displacement, and the scales move, once from where they were given, once of lines three
 * widths wider, then one; the better of the two stays. Then everything but axial divergence, which would take the place of
 * shifts.
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
  for (const { places } of phases) turn(refiner, data, state, places.orientation);
  const isAxial = Array.from(layout.refined, (parameter) => parameter === at.axial);
  if (isAxial.includes(true)) {
    const others = isAxial.map((is) => !is);
    attempt(state, 0, others, 20);
  }
}

/**
 * Ratios of March and Dollase that are tried. No preferred orientation is stationary in cubic phases, whose equivalents have
 * mean squared cosines of 1/3 whatever the line: there is a minimum on each side of it, and none is found from there.
 */
const ratios = [0.4, 0.6, 0.8, 1.25, 1.6, 2.5];
/** How often orientations and widths of lines are fitted before ratios are compared. */
const turns = 8;
/** Fall of chi^2 for which the orientation given is left: three standard errors. */
const worthwhile = 9;

/** Begin with the orientation that describes the pattern best, of the one given and some on both sides of none. */
function turn(refiner: Refiner, data: Observations, state: FitState, orientation: number): void {
  const { layout, phases } = refiner;
  if (!layout.refined.includes(orientation)) return;
  const own = phases.find(({ places }) => places.orientation === orientation)!.places;
  const parameters = Array.from(layout.refined, (k) => k >= own.inverseSize && k <= orientation);
  const given = state.values[orientation]!;
  let least = Infinity;
  const best: FitState = { values: state.values.slice(), linear: state.linear.slice() };
  for (const ratio of [given, ...ratios]) {
    const trial: FitState = { values: state.values.slice(), linear: state.linear.slice() };
    trial.values[orientation] = ratio;
    const limits = { maximumCycles: turns, tolerance: 1 };
    const { end, objective } = refiner.fit(data, trial, { ...allFree(refiner), parameters }, limits);
    if (end === 'failed' || end === 'singular' || !(objective < least)) continue;
    // Others must be better by what no noise makes.
    least = ratio === given ? objective - worthwhile : objective;
    best.values.set(trial.values);
    best.linear.set(trial.linear);
  }
  state.values.set(best.values);
  state.linear.set(best.linear);
}

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
