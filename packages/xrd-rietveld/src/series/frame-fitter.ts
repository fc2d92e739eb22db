import type { FitState, ParameterPrior } from '../fit/fit-types.js';
import type { PhasePlaces } from '../model/layout.js';
import type { Observations } from '../fit/weighting.js';
import { approach } from '../approach.js';
import { fitDetermined } from '../fit-determined.js';
import type { DeterminedFit } from '../fit-determined.js';
import { isFree as hasFreeIntensities } from '../refiner.js';
import type { Refiner } from '../refiner.js';
import { evidenceOf } from './evidence.js';
import type { Evidence } from './evidence.js';
import { rowOf } from './frame-row.js';
import type { FrameRow, Presence } from './row-types.js';

/** Evidence above which the shape of a phase is refined, and below which no longer: between the two it stays as it was. */
const shapeFrom = 10;
const shapeDownTo = 8;

/** What is known before a frame is fitted. */
export interface FrameStart {
  readonly state: FitState;
  /** Whether the shape of each phase was refined where this comes from. */
  readonly shape: readonly boolean[];
  /** Values of all parameters where each phase was last seen well: what its shape goes back to when it is not. */
  readonly known?: readonly (Float64Array | undefined)[] | undefined;
  /** Only scales and background are to be fitted. */
  readonly isWeak: boolean;
  /** Cells are to be looked for from afar. */
  readonly isCold: boolean;
  /** Which refined parameters of shape may move. @default all */
  readonly parameters?: readonly boolean[] | undefined;
  /** What is known of refined parameters of shape beside the pattern. @default nothing */
  readonly priors?: readonly ParameterPrior[] | undefined;
}

/** A frame as fitted. */
export interface FittedFrame {
  readonly row: FrameRow;
  readonly state: FitState;
  /** Whether the shape of each phase was refined. */
  readonly shape: readonly boolean[];
}

/** What a frame is fitted from of which nothing is known but what was given. */
export function coldStart(refiner: Refiner): FrameStart {
  return { state: refiner.start(), shape: refiner.phases.map(() => true), isWeak: false, isCold: true };
}

/**
 * Fit a frame of a series: the shapes of phases that are clearly there, the scales of all; then again with what this says of
 * which phases are there, until that stays. A phase that is absent has scale 0 in the last fit.
 *
 * @param decide Presence of each phase from its evidence.
 */
export function fitFrame(
  refiner: Refiner,
  frame: number,
  data: Observations,
  start: FrameStart,
  decide: (evidence: Float64Array) => Presence[],
): FittedFrame {
  const { phases, layout } = refiner;
  const state: FitState = { values: start.state.values.slice(), linear: start.state.linear.slice() };
  // Factors of another frame scale derivatives; they are solved for at once.
  phases.forEach((lines, p) => {
    if (hasFreeIntensities(lines)) state.linear[p] = 1;
  });
  if (start.isCold) approach(refiner, data, state);
  const parameters = start.isWeak ? Array.from(layout.refined, () => false) : start.parameters;
  const { priors } = start;
  let shape = start.isWeak ? phases.map(() => false) : start.isCold ? phases.map(() => true) : [...start.shape];
  let fit: DeterminedFit | undefined;
  let evidence: Evidence = { z: new Float64Array(phases.length), stderr: new Float64Array(phases.length), follow: [] };
  const all = phases.map(() => true);
  for (let round = 0; round < 4; round++) {
    fit = fitDetermined(refiner, data, state, { scale: all, shape, parameters, priors });
    if (fit.outcome.end === 'failed') break;
    evidence = evidenceOf(refiner, state, fit);
    if (start.isWeak) break;
    const next = shape.map((isShaped, p) => !(evidence.z[p]! <= (isShaped ? shapeDownTo : shapeFrom)));
    if (next.every((isFree, p) => isFree === shape[p])) break;
    // The shape of one that was fitted to next to nothing is worth nothing.
    for (const [p, lines] of phases.entries()) {
      if (next[p]! || !shape[p]!) continue;
      copyShape(lines.places, start.known?.[p] ?? start.state.values, state.values);
    }
    shape = next;
  }
  // What could not be fitted says of no phase whether it is there.
  const isFitted = fit !== undefined && fit.outcome.end !== 'failed';
  const presence = isFitted ? decide(evidence.z) : phases.map((): Presence => 'no-data');
  if (isFitted && presence.includes('absent')) {
    const scale = presence.map((word) => word !== 'absent');
    presence.forEach((word, p) => {
      if (word === 'absent') state.linear[p] = 0;
    });
    fit = fitDetermined(refiner, data, state, { scale, shape, parameters, priors });
  }
  return { row: rowOf(refiner, frame, data, state, fit!, presence, evidence, start.isWeak), state, shape };
}

/** Copy what belongs to a phase from one set of all parameters to another. */
export function copyShape({ cell, atoms, atomParameters }: PhasePlaces, from: Float64Array, to: Float64Array): void {
  for (let k = cell; k < atoms + atomParameters.length; k++) to[k] = from[k]!;
}
