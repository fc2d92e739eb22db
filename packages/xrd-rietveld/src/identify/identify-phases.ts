import { OperandoError } from '@operando/core';
import { cellVolume } from '@operando/lattice';
import type { Pattern, RefineOptions } from '../options.js';
import type { Phase, PhaseParameter } from '../model/phase.js';
import { createRefiner } from '../refiner.js';
import { refinePattern } from '../refine-pattern.js';
import type { Refinement } from '../result/refinement.js';
import { linesSeen } from './lines-seen.js';

/** How phases are looked for: instrument, background and ranges as in a refinement. */
export interface IdentifyOptions extends Pick<RefineOptions, 'instrument' | 'background' | 'range' | 'excluded'> {
  /** Most phases that are looked for. @default 6 */
  readonly mostPhases?: number | undefined;
  /** How far the volume of a cell may move from that of its structure, as a share. @default 0.03 */
  readonly volumeReach?: number | undefined;
}

/** What speaks for a phase, and what against it. */
export interface PhaseEvidence {
  readonly name: string;
  /** Whether it is taken to be there. */
  readonly isPresent: boolean;
  /** Whether it may be there though it is not taken to be: it stands out of what the others leave, and half of its lines are seen. */
  readonly isPossible: boolean;
  /** Scale over its standard error, the error scaled up by the misfit that is left. */
  readonly significance: number;
  /** What it takes off chi^2, beside the phases before it, as a share of what is there without it. */
  readonly chiSquareShare: number;
  /** Share of the area of all peaks that its lines have. */
  readonly areaShare: number;
  /** Lines that should stand out of the noise, and how many of them are seen where other phases leave room for them. */
  readonly linesExpected: number;
  readonly linesSeen: number;
  /** Volume of the refined cell over that of its structure, less 1. */
  readonly volumeChange: number;
  /** Among the phases that are there; NaN for others, and without masses. */
  readonly weightFraction: number;
}

/** Which phases a pattern shows. */
export interface IdentifiedPhases {
  /** Those that are there, in the order in which they were found (each explains most of what was left), then the others by significance. */
  readonly ranked: readonly PhaseEvidence[];
  /** Share of the area of all peaks that no phase explains. */
  readonly unexplained: number;
  /** The phases that are there, refined together; undefined when there are none. */
  readonly refinement?: Refinement;
}

/**
 * What must hold for a phase to be there: well above 5, since what other phases leave is no noise (intensities and widths that
 * are not quite theirs).
 */
const needs = { significance: 8, seenShare: 0.75, chiSquareShare: 0.01 };
/** What must hold for one that is not to be told as possible. */
const hints = { significance: 4, seenShare: 0.5 };

/** A model of accepted phases and one more. */
interface Trial {
  readonly phase: Phase;
  readonly refinement: Refinement;
  readonly evidence: Omit<PhaseEvidence, 'isPresent' | 'isPossible' | 'weightFraction'>;
}

/** Sums over the points of a pattern that are used. */
interface Ground {
  readonly chiSquare: number;
  readonly calculated: Float64Array;
}

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
  for (;;) {
    const names = new Set(accepted.map(({ phase }) => phase.name));
    const known = accepted.map(({ phase }) => phase);
    others = candidates
      .filter(({ name }) => !names.has(name))
      .flatMap((phase) => trialOf(weighted, known, phase, ground, options) ?? []);
    const sound = others.filter(({ evidence }) => isSound(evidence));
    if (sound.length === 0 || accepted.length >= mostPhases) break;
    const best = bestOf(sound);
    accepted.push(best);
    // What was found goes on from its refined cell.
    accepted.forEach((trial, k) => (accepted[k] = { ...trial, phase: movedTo(trial.phase, best.refinement, k) }));
    ground = best.refinement;
  }
  return outcomeOf(weighted, accepted, others, empty, candidates);
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

/** The background alone. */
function emptyGround(pattern: Pattern, phase: Phase, options: IdentifyOptions): Ground {
  const refiner = createRefiner(pattern.twoTheta, { ...options, phases: [phase], method: 'rietveld' });
  const data = refiner.observe(pattern.intensity, pattern.sigma, pattern.mask);
  const state = refiner.start();
  const { mixture } = refiner.fit(data, state, { scale: [false], shape: [false] });
  const calculated = new Float64Array(pattern.twoTheta.length).fill(Number.NaN);
  refiner.used.forEach((i, k) => (calculated[i] = mixture.calculated[k]!));
  const chiSquare = data.y.reduce((sum, y, k) => sum + data.fixedWeights[k]! * (y - mixture.calculated[k]!) ** 2, 0);
  return { chiSquare, calculated };
}

/** The accepted phases and one more; undefined when its cell leaves its reach. */
function trialOf(
  pattern: Pattern & { readonly sigma: ArrayLike<number> },
  accepted: readonly Phase[],
  phase: Phase,
  ground: Ground,
  options: IdentifyOptions,
): Trial | undefined {
  const { volumeReach = 0.03, instrument, background, range, excluded } = options;
  const phases = [...accepted, phase];
  // Lines of a sample are wider than those of the instrument: taken too sharp, half of what a phase has would be left over.
  const own = (names: readonly PhaseParameter[]) => Object.fromEntries(phases.map(({ name }) => [name, names]));
  const free = {
    instrument,
    background,
    range,
    excluded,
    phases,
    refine: { phases: own(['cell', 'size']) },
    maximumCycles: 15,
    tolerance: 1,
  };
  let refinement = refinePattern(pattern, free);
  const last = accepted.length;
  const given = cellVolume(phase.cell);
  let volumeChange = refinement.phases[last]!.volume.value / given - 1;
  if (!(Math.abs(volumeChange) < volumeReach)) {
    // A cell that runs away has nothing to hold on to: it is judged where its structure has it.
    refinement = refinePattern(pattern, { ...free, refine: { phases: { ...free.refine.phases, [phase.name]: [] } } });
    volumeChange = 0;
  }
  if (!Number.isFinite(refinement.chiSquare)) return undefined;
  const { calculated, chiSquare, degreesOfFreedom } = refinement;
  const { scale, lines } = refinement.phases[last]!;
  const misfit = Math.sqrt(Math.max(1, chiSquare / degreesOfFreedom));
  const added = calculated.map((value, i) => value - ground.calculated[i]!);
  const leftOver = Float64Array.from(pattern.intensity, (value, i) => value - ground.calculated[i]!);
  const { expected, seen } = linesSeen(lines, pattern.twoTheta, added, leftOver, pattern.sigma);
  return {
    phase,
    refinement,
    evidence: {
      name: phase.name,
      significance: Number.isFinite(scale.stderr) ? scale.value / scale.stderr / misfit : 0,
      chiSquareShare: Math.max(0, 1 - chiSquare / ground.chiSquare),
      areaShare: areaOf(lines.area) / peakArea(pattern, refinement),
      linesExpected: expected,
      linesSeen: seen,
      volumeChange,
    },
  };
}

const areaOf = (areas: Float64Array): number => areas.reduce((sum, area) => sum + area, 0);

/** Area of what lies above the background, counts times degrees. */
function peakArea({ twoTheta, intensity }: Pattern, { background }: Refinement): number {
  let sum = 0;
  for (let i = 1; i < background.length; i++)
    if (Number.isFinite(background[i])) sum += (intensity[i]! - background[i]!) * (twoTheta[i]! - twoTheta[i - 1]!);
  return Math.max(sum, Number.MIN_VALUE);
}

function outcomeOf(
  pattern: Pattern,
  accepted: readonly Trial[],
  others: readonly Trial[],
  empty: Ground,
  candidates: readonly Phase[],
): IdentifiedPhases {
  const refinement = accepted.at(-1)?.refinement;
  const ranked = [
    ...accepted.map(({ evidence }, k): PhaseEvidence => {
      const found = refinement!.phases[k]!;
      return {
        ...evidence,
        isPresent: true,
        isPossible: true,
        weightFraction: found.weightFraction.value,
        areaShare: areaOf(found.lines.area) / peakArea(pattern, refinement!),
        volumeChange: found.volume.value / cellVolume(candidates.find(({ name }) => name === evidence.name)!.cell) - 1,
      };
    }),
    ...others
      .toSorted((one, other) => other.evidence.significance - one.evidence.significance)
      .map(({ evidence }): PhaseEvidence => {
        const isPossible = isHinted(evidence);
        return Object.assign({ isPresent: false, isPossible, weightFraction: Number.NaN }, evidence);
      }),
  ];
  if (refinement === undefined) return { ranked, unexplained: empty.chiSquare > 0 ? 1 : 0 };
  const explained = refinement.phases.reduce((sum, { lines }) => sum + areaOf(lines.area), 0);
  return { ranked, unexplained: Math.max(0, 1 - explained / peakArea(pattern, refinement)), refinement };
}
