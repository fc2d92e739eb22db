import { undetermined } from './fit/covariance.js';
import type { FitFreedom, FitOutcome, FitState } from './fit/fit-types.js';
import type { FitLimits } from './fit/search.js';
import type { Observations } from './fit/weighting.js';
import type { Refiner } from './refiner.js';

/** A fit in which what the pattern does not determine is held. */
export interface DeterminedFit {
  readonly outcome: FitOutcome;
  /** Refined parameters that were held for that, and what is told of them. */
  readonly singular: ReadonlySet<number>;
  readonly told: readonly string[];
}

/** Fit from a state, which is moved; of combinations that the pattern does not determine a parameter of shape is held. */
export function fitDetermined(
  refiner: Refiner,
  data: Observations,
  state: FitState,
  freedom: FitFreedom,
  limits: Partial<FitLimits> = {},
): DeterminedFit {
  const singular = new Set<number>();
  const told: string[] = [];
  const { names, shapes } = refiner;
  for (;;) {
    const before: FitState = { values: state.values.slice(), linear: state.linear.slice() };
    const parameters =
      singular.size === 0
        ? freedom.parameters
        : Array.from({ length: shapes }, (_, k) => !singular.has(k) && (freedom.parameters?.[k] ?? true));
    const outcome = refiner.fit(data, state, { ...freedom, parameters }, limits);
    if (outcome.end === 'failed') return { outcome, singular, told };
    const combination = undetermined(outcome.matrix, outcome.fixed, outcome.size);
    const held = combination?.parameters.find((k) => k < shapes);
    if (combination === undefined || held === undefined) return { outcome, singular, told };
    singular.add(held);
    const own = combination.parameters.map((k) => names[k]!);
    told.push(own.length === 1 ? own[0]! : `${own.join(' with ')} (${names[held]!} was held)`);
    state.values.set(before.values);
    state.linear.set(before.linear);
  }
}
