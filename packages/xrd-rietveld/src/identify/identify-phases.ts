import { OperandoError } from '@operando/core';
import { cellVolume } from '@operando/lattice';
import type { Pattern } from '../options.js';
import type { Phase } from '../model/phase.js';
import type { Refinement } from '../result/refinement.js';
import type { IdentifiedPhases, IdentifyOptions, PhaseEvidence } from './evidence-types.js';
import { areaOf, emptyGround, isAlike, peakArea, trialOf } from './trial.js';
import type { Ground, Trial } from './trial.js';

/**
 * What must hold for a phase to be there: well above 5, since what other phases leave is no noise (intensities and widths that
 * are not quite theirs).
 */
const needs = { significance: 8, seenShare: 0.75, chiSquareShare: 0.01 };
/** What must hold for one that is not to be told as possible. */
const hints = { significance: 4, seenShare: 0.5 };

/**
 * Which of some phases a pattern shows, with the evidence: one after another that which explains most of what is left joins the
 * model, with its cell and the size of its crystallites free, as long as its lines are seen and its scale is significant beside the misfit that remains.
 *
 * Cells must be near those of the sample (a per cent), widths of the instrument near its own: sizes stand for those of the sample.
 *
 * @param candidates As `structurePhase` makes them.
 * @throws OperandoError as `refinePattern`.
 */
export function identifyPhases(
  pattern: Pattern,
  candidates: readonly Phase[],
  options: IdentifyOptions,
): IdentifiedPhases {
  if (candidates.length === 0)
    throw new OperandoError('invalid-argument', 'there is no phase to look for', {
      where: { parameter: 'candidates' },
      cure: 'Give at least one',
    });
  const { mostPhases = 6 } = options;
  // Weights that do not depend on the model: chi^2 of different models is compared.
  const sigma = pattern.sigma ?? Float64Array.from(pattern.intensity, (value) => Math.sqrt(Math.max(1, value)));
  const weighted = { ...pattern, sigma };
  let ground = emptyGround(weighted, candidates[0]!, options);
  const empty = ground;
  const accepted: Trial[] = [];
  let others: Trial[] = [];
  const twins = new Map<string, readonly string[]>();
  for (;;) {
    const names = new Set(accepted.map(({ phase }) => phase.name));
    const known = accepted.map(({ phase }) => phase);
    others = candidates
      .filter(({ name }) => !names.has(name))
      .flatMap((phase) => trialOf(weighted, known, phase, ground, options) ?? []);
    const sound = others.filter(({ evidence }) => isSound(evidence));
    if (sound.length === 0 || accepted.length >= mostPhases) break;
    const best = bestOf(sound);
    const alike = sound.filter((trial) => trial !== best && isAlike(best, trial, ground, sigma));
    twins.set(
      best.phase.name,
      alike.map(({ phase }) => phase.name),
    );
    accepted.push(best);
    // What was found goes on from its refined cell.
    accepted.forEach((trial, k) => (accepted[k] = { ...trial, phase: movedTo(trial.phase, best.refinement, k) }));
    ground = best.refinement;
  }
  return outcomeOf(weighted, accepted, others, empty, candidates, twins);
}

function isSound({ significance, chiSquareShare, linesExpected, linesSeen: seen }: Trial['evidence']): boolean {
  return (
    significance > needs.significance &&
    chiSquareShare > needs.chiSquareShare &&
    linesExpected > 0 &&
    seen >= needs.seenShare * linesExpected
  );
}

/** Share of chi^2 by which two models differ that came to the same. */
const alike = 1e-3;

/** The trial that explains most; of those that came to the same, as two cells of one structure do, that whose cell moved least. */
function bestOf(trials: readonly Trial[]): Trial {
  const least = Math.min(...trials.map(({ refinement }) => refinement.chiSquare));
  const moved = ({ evidence }: Trial): number => Math.abs(evidence.volumeChange);
  return trials
    .filter(({ refinement }) => refinement.chiSquare <= (1 + alike) * least)
    .reduce((one, other) => (moved(other) < moved(one) ? other : one));
}

function isHinted({ significance, linesExpected, linesSeen: seen }: Trial['evidence']): boolean {
  return significance > hints.significance && linesExpected > 0 && seen >= hints.seenShare * linesExpected;
}

/** A phase with the cell and the size that it has in a refinement. */
function movedTo(phase: Phase, { phases, parameters }: Refinement, k: number): Phase {
  const found = phases[k]!.cell;
  const cell = { ...phase.cell };
  for (const [key, estimate] of Object.entries(found)) cell[key as keyof typeof cell] = estimate.value;
  if (phase.cell.b === phase.cell.a) cell.b = cell.a;
  if (phase.cell.c === phase.cell.a) cell.c = cell.a;
  const size = parameters.find(({ name }) => name === `${phase.name}.size`)?.value;
  return { ...phase, cell, ...(size !== undefined && Number.isFinite(size) ? { size } : {}) };
}

function outcomeOf(
  pattern: Pattern,
  accepted: readonly Trial[],
  others: readonly Trial[],
  empty: Ground,
  candidates: readonly Phase[],
  twins: ReadonlyMap<string, readonly string[]>,
): IdentifiedPhases {
  const refinement = accepted.at(-1)?.refinement;
  const ranked = [
    ...accepted.map(({ evidence }, k): PhaseEvidence => {
      const found = refinement!.phases[k]!;
      return {
        ...evidence,
        isPresent: true,
        isPossible: true,
        alike: twins.get(evidence.name) ?? [],
        weightFraction: found.weightFraction.value,
        areaShare: areaOf(found.lines.area) / peakArea(pattern, refinement!),
        volumeChange: found.volume.value / cellVolume(candidates.find(({ name }) => name === evidence.name)!.cell) - 1,
      };
    }),
    ...others
      .toSorted((one, other) => other.evidence.significance - one.evidence.significance)
      .map(({ evidence }): PhaseEvidence => {
        const isPossible = isHinted(evidence);
        return Object.assign({ isPresent: false, isPossible, alike: [], weightFraction: Number.NaN }, evidence);
      }),
  ];
  if (refinement === undefined) return { ranked, unexplained: empty.chiSquare > 0 ? 1 : 0 };
  const explained = refinement.phases.reduce((sum, { lines }) => sum + areaOf(lines.area), 0);
  return { ranked, unexplained: Math.max(0, 1 - explained / peakArea(pattern, refinement)), refinement };
}
