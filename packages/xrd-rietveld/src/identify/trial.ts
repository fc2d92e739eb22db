import { cellVolume } from '@operando/lattice';
import type { Phase, PhaseParameter } from '../model/phase.js';
import type { Pattern } from '../options.js';
import { refinePattern } from '../refine-pattern.js';
import { createRefiner } from '../refiner.js';
import type { Refinement } from '../result/refinement.js';
import type { IdentifyOptions, PhaseEvidence } from './evidence-types.js';
import { linesSeen } from './lines-seen.js';

/** A model of accepted phases and one more. */
export interface Trial {
  readonly phase: Phase;
  readonly refinement: Refinement;
  readonly evidence: Omit<PhaseEvidence, 'isPresent' | 'isPossible' | 'weightFraction' | 'alike'>;
}

/** Sums over the points of a pattern that are used. */
export interface Ground {
  readonly chiSquare: number;
  readonly calculated: Float64Array;
}

/** The background alone. */
export function emptyGround(pattern: Pattern, phase: Phase, options: IdentifyOptions): Ground {
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
export function trialOf(
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

export const areaOf = (areas: Float64Array): number => areas.reduce((sum, area) => sum + area, 0);

/** Area of what lies above the background, counts times degrees. */
export function peakArea({ twoTheta, intensity }: Pattern, { background }: Refinement): number {
  let sum = 0;
  for (let i = 1; i < background.length; i++)
    if (Number.isFinite(background[i])) sum += (intensity[i]! - background[i]!) * (twoTheta[i]! - twoTheta[i - 1]!);
  return Math.max(sum, Number.MIN_VALUE);
}

/** Share of what a phase adds to a pattern by which another may differ from it that counts as alike. */
const sameShare = 0.05;

/** Whether two phases explain the same of a pattern: what they add differs by little, squares weighted as chi^2 is. */
export function isAlike(one: Trial, other: Trial, { calculated: without }: Ground, sigma: ArrayLike<number>): boolean {
  const [mine, theirs] = [one.refinement.calculated, other.refinement.calculated];
  let [apart, added] = [0, 0];
  for (let i = 0; i < mine.length; i++) {
    if (!Number.isFinite(mine[i]) || !Number.isFinite(theirs[i]) || !(sigma[i]! > 0)) continue;
    apart += ((mine[i]! - theirs[i]!) / sigma[i]!) ** 2;
    added += ((mine[i]! - without[i]!) / sigma[i]!) ** 2;
  }
  return apart < sameShare ** 2 * added;
}
