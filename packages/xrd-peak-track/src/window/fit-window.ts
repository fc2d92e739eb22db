import { nought } from '../motion.js';
import { describe, undetermined } from './describe.js';
import { normalEquations } from './normal-equations.js';
import { evaluate } from './objective.js';
import { pairInformation } from './pair-terms.js';
import { slots } from './peak-columns.js';
import { newRoom, startFit } from './room.js';
import type { Room } from './room.js';
import { stepFrom } from './step.js';
import type { KnownRatio, WindowFitter, WindowFitterOptions } from './types.js';

/** Gain of chi2 that is no longer worth a step: a tenth of a standard error at the most, before the step that is still taken. */
const smallGain = 0.01;
/** Gain that is left at most after the last step, and gain up to which a step can be the last: beyond, the matrix is another. */
const leftOver = 0.003;
const largeGain = 20;
const mostRounds = 40;

/** Relative change of an area from which on the matrix, and with it every error, is another. */
const otherArea = 0.15;

/** Whether no peak is much stronger or weaker after a step than before. */
function areasStay({ parameters, trial }: Room, peaks: number): boolean {
  for (let k = 0; k < peaks; k++) {
    const at = slots.count * k + slots.area;
    if (!(Math.abs(trial[at]! - parameters[at]!) <= otherArea * Math.abs(trial[at]!))) return false;
  }
  return true;
}

/** Fit peaks of windows on polynomials, with what is known of them before and its uncertainty. */
export function createWindowFitter(options: WindowFitterOptions): WindowFitter {
  const { poisson, doublet, axial } = options;
  const isSplit = options.profile === 'split-pseudo-voigt';
  const isPlain = doublet === undefined && axial === undefined && !isSplit;
  let room = newRoom(0, 0);
  return {
    fit(data, request) {
      const { peaks, ratios = [], degree, asks = false } = request;
      const points = data.x.length;
      const first = slots.count * peaks.length;
      const count = first + degree + 1;
      if (room.parameters.length < count || room.model.length < points)
        room = newRoom(Math.max(count, room.parameters.length), Math.max(points, room.model.length));
      const fit = startFit(room, data, request, isPlain, isSplit, poisson);
      if (fit.free.length > points) return undetermined(peaks);
      const objective = (p: Float64Array): number => evaluate(room, data, fit, p, options, poisson, ratios);
      let value = objective(room.parameters);
      let lambda = nought();
      let converged = false;
      for (let round = 0; round < mostRounds && !converged; round++) {
        normalEquations(room, data, fit, ratios);
        let accepted = false;
        for (let tries = 0; tries < 12 && !accepted && !converged; tries++) {
          const predicted = stepFrom(room, fit, lambda);
          if (predicted === undefined) {
            lambda = Math.max(1e-3, lambda * 10);
            continue;
          }
          const next = objective(room.trial);
          if (next <= value + 1e-9 * Math.abs(value)) {
            accepted = true;
            // What a step misses its prediction by says what the next would gain: a square of it.
            const missed = value - next - predicted;
            converged =
              missed * missed < leftOver * predicted && predicted < largeGain && areasStay(room, peaks.length);
            value = next;
            for (let k = 0; k < count; k++) room.parameters[k] = room.trial[k]!;
            lambda = lambda < 1e-4 ? 0 : lambda * 0.1;
          } else if (predicted < 1e-3 * smallGain) {
            converged = true;
          } else lambda = Math.max(1e-3, lambda * 8);
        }
        if (!accepted) {
          value = objective(room.parameters);
          break;
        }
      }
      // After a step that gained little the matrix is the same to the errors' own precision.
      if (!converged) normalEquations(room, data, fit, ratios);
      const described = describe(room, data, fit, peaks, ratios, value, converged, asks);
      const { pair } = fit;
      if (pair === undefined || !described.converged) return described;
      objective(room.parameters);
      normalEquations(room, data, fit, ratios);
      const isOfPair = ({ peak, to }: KnownRatio): boolean => pair.peaks.includes(peak) && pair.peaks.includes(to);
      return { ...described, pair: pairInformation(room, fit, ratios.find(isOfPair)?.sigma ?? Infinity) };
    },
  };
}
