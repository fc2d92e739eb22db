import type { PatternModel } from '../model/pattern-model.js';
import type { FitFreedom, FitOutcome, FitState, PatternFitter } from './fit-types.js';
import type { FitLimits } from './search.js';
import type { Observations } from './weighting.js';

/** Rounds of sharing out and fitting at most. */
const mostRounds = 60;
/** The sharing out ends when chi^2 falls by no more than this part of itself in a round. */
const enough = 1e-5;
/** Points where all lines together make less than this part of the strongest one say nothing of how they share. */
const faintest = 1e-6;

/**
 * A fitter that shares out what lies above the background among the lines of Le Bail phases (Le Bail, Duroy and Fourquet, Mater.
 * Res. Bull. 23 (1988) 447), in turns with fits of everything else. Without such phases it is the fitter itself.
 *
 * @param first Where free intensities begin in the factors of a state.
 */
export function createLeBailFitter(fitter: PatternFitter, model: PatternModel, first: number): PatternFitter {
  const shared = model.phases.map(({ method }) => method === 'lebail');
  if (!shared.includes(true)) return fitter;
  return {
    forget: () => fitter.forget(),
    objective: (data, state, freedom) => fitter.objective(data, state, freedom),
    fit(data, state, freedom, limits) {
      begin(model, data, state, first);
      let before = Infinity;
      let cycles = 0;
      for (let round = 0; ; round++) {
        const few: FitLimits = { ...limits, maximumCycles: round < 3 ? 0 : 2 };
        const outcome = fitter.fit(data, state, freedom, few);
        cycles += outcome.cycles;
        const isSettled = Math.abs(before - outcome.objective) <= enough * outcome.objective;
        if (outcome.end === 'failed' || outcome.end === 'singular') return { ...outcome, cycles };
        if (round > 5 && isSettled) return { ...outcome, cycles, end: 'converged' };
        if (round === mostRounds) return { ...outcome, cycles, end: 'limit-reached' };
        before = outcome.objective;
        foldScales(model, state, first);
        for (let turn = 0; turn < 3; turn++) shareOut(model, data, state, outcome, freedom, first);
      }
    },
  };
}

/** All intensities equal, of a sum that could be right, where none are known yet. */
function begin({ free, points, phases }: PatternModel, { y }: Observations, { linear }: FitState, first: number): void {
  const sorted = y.toSorted();
  const low = sorted[Math.floor(0.2 * sorted.length)]!;
  let area = 0;
  for (let i = 1; i < y.length; i++) area += Math.max(0, y[i]! - low) * (points[i]! - points[i - 1]!);
  phases.forEach(({ method, groups }, p) => {
    if (method !== 'lebail') return;
    for (let k = 0; k < groups!.count; k++) {
      const at = first + free.offsets[p]! + k;
      if (!(linear[at]! > 0)) linear[at] = area / free.columns.length;
    }
  });
}

/** Scales of phases whose intensities are shared out go into these. */
function foldScales({ free, phases }: PatternModel, { linear }: FitState, first: number): void {
  phases.forEach(({ method, groups }, p) => {
    if (method !== 'lebail') return;
    const scale = linear[p]!;
    for (let k = 0; k < groups!.count; k++) linear[first + free.offsets[p]! + k]! *= scale;
    linear[p] = 1;
  });
}

function shareOut(
  { free, phases }: PatternModel,
  { y, fixedWeights }: Observations,
  { linear }: FitState,
  { mixture }: FitOutcome,
  { scale }: FitFreedom,
  first: number,
): void {
  const { calculated, background } = mixture;
  let strongest = 0;
  for (let i = 0; i < y.length; i++) strongest = Math.max(strongest, calculated[i]! - background[i]!);
  const least = faintest * strongest;
  const changed = linear.slice(first);
  phases.forEach(({ method, groups }, p) => {
    if (method !== 'lebail' || !scale[p]!) return;
    for (let k = free.offsets[p]!; k < free.offsets[p]! + groups!.count; k++) {
      const column = free.columns[k]!;
      let observed = 0;
      let area = 0;
      for (let i = free.from[k]!; i < free.to[k]!; i++) {
        const peaks = calculated[i]! - background[i]!;
        if (fixedWeights[i] === 0 || peaks < least) continue;
        area += column[i]!;
        observed += (column[i]! * (y[i]! - background[i]!)) / peaks;
      }
      if (area > 0) changed[k]! *= Math.max(1e-3, observed / area);
    }
  });
  // The pattern follows, for the next turn: columns are linear in the intensities.
  for (let k = 0; k < changed.length; k++) {
    const change = changed[k]! - linear[first + k]!;
    const column = free.columns[k]!;
    if (change !== 0) for (let i = free.from[k]!; i < free.to[k]!; i++) calculated[i]! += change * column[i]!;
  }
  linear.set(changed, first);
}
