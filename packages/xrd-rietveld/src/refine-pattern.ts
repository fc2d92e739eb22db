import { covarianceOf, undetermined } from './fit/covariance.js';
import type { Covariance } from './fit/covariance.js';
import { figuresOfMerit, isMisfit } from './fit/figures-of-merit.js';
import type { FitFreedom, FitOutcome, FitState } from './fit/pattern-fitter.js';
import type { Observations } from './fit/weighting.js';
import { at } from './model/update-lines.js';
import type { Pattern, RefineOptions } from './options.js';
import { allFree, checkPattern, createRefiner } from './refiner.js';
import type { Refiner } from './refiner.js';
import { describeFit } from './result/describe.js';
import type { Refinement } from './result/refinement.js';
import { remarksOf } from './result/remarks.js';

/**
 * Refine one powder pattern.
 *
 * Cells come first, with lines widened so that they are found from half a per cent away; then everything at once. Parameters
 * that the pattern does not determine are named, held where they began, and have the status `singular`.
 *
 * @throws OperandoError for options that do not fit together or the pattern.
 */
export function refinePattern(pattern: Pattern, options: RefineOptions): Refinement {
  checkPattern(pattern);
  const refiner = createRefiner(pattern.twoTheta, options);
  const data = refiner.observe(pattern.intensity, pattern.sigma, pattern.mask);
  const state = refiner.start();
  approach(refiner, data, state);
  return refineFrom(refiner, data, state).refinement;
}

/** Bring cells near: only they and the scales move, of lines three widths wider, then one. */
export function approach(refiner: Refiner, data: Observations, state: FitState): void {
  const { layout, phases } = refiner;
  const isCell = Array.from(layout.refined, (parameter) =>
    phases.some(({ places }) => parameter >= places.cell && parameter < places.inverseSize),
  );
  if (!isCell.includes(true)) return;
  const width = medianWidth(refiner);
  const given = state.values[at.z]!;
  for (const wider of [3, 1]) {
    const before = state.values.slice();
    state.values[at.z] = given + wider * width;
    const outcome = refiner.fit(
      data,
      state,
      { ...allFree(refiner), parameters: isCell },
      { maximumCycles: 12, tolerance: 1 },
    );
    if (outcome.end === 'failed' || outcome.end === 'singular') state.values.set(before);
    state.values[at.z] = given;
  }
}

function medianWidth({ phases }: Refiner): number {
  const widths = phases.flatMap(({ gaussian, lorentzian, intensity }) =>
    Array.from(gaussian, (g, j) => (intensity[j] === 0 ? 0 : g + lorentzian[j]!)).filter((width) => width > 0),
  );
  return widths.toSorted((p, q) => p - q)[widths.length >> 1] ?? 0.05;
}

/** A refinement and what it rests on; arrays of the outcome hold until the refiner is used again. */
export interface Refined {
  readonly refinement: Refinement;
  readonly outcome: FitOutcome;
  readonly covariance: Covariance;
}

/** Refine from a state, which is moved; what is not determined is held. */
export function refineFrom(
  refiner: Refiner,
  data: Observations,
  state: FitState,
  freedom: FitFreedom = allFree(refiner),
): Refined {
  const singular = new Set<number>();
  const told: string[] = [];
  for (;;) {
    const before: FitState = { values: state.values.slice(), linear: state.linear.slice() };
    const parameters =
      refiner.layout.refined.length === 0
        ? undefined
        : Array.from(refiner.layout.refined, (_, k) => !singular.has(k) && (freedom.parameters?.[k] ?? true));
    const outcome = refiner.fit(data, state, { ...freedom, parameters });
    const combination =
      outcome.end === 'failed' ? undefined : undetermined(outcome.matrix, outcome.fixed, outcome.size);
    const shape = combination?.parameters.find((k) => k < refiner.shapes);
    if (combination !== undefined && shape !== undefined && singular.size < refiner.shapes) {
      singular.add(shape);
      const names = combination.parameters.map((k) => refiner.names[k]!);
      told.push(names.length === 1 ? names[0]! : `${names.join(' with ')} (${refiner.names[shape]!} was held)`);
      state.values.set(before.values);
      state.linear.set(before.linear);
      continue;
    }
    const covariance = covarianceOf(outcome.matrix, outcome.fixed, outcome.size);
    const figures = figuresOfMerit(data, outcome.mixture, covariance.free.length);
    const poor = isMisfit(figures.chiSquare, figures.degreesOfFreedom);
    const warnings = remarksOf(refiner, data, state, outcome, covariance, figures, poor);
    if (told.length > 0) {
      const message = `the pattern does not determine ${told.join('; ')}`;
      warnings.unshift({ code: 'undetermined', message });
    }
    const refinement = describeFit(refiner, data, state, outcome, covariance, { warnings, singular });
    return { refinement, outcome, covariance };
  }
}
