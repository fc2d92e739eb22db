import type { Steps } from '@operando/core';
import type { CutSeriesFit } from './cut-series-fit.js';
import { furtherStarts } from './fit-cut.js';
import type { CutFit } from './fit-cut.js';
import { fitFrom } from './fit-from.js';
import type { RegisteredParameter } from './register.js';
import { silentParameters } from './silent-terms.js';

/** Another minimum that describes a cut as well as that which was found, or better. */
export interface OtherMinimum {
  /** Place of the frame among those fitted. */
  readonly frame: number;
  /** Parameters of domains that differ: places in the model. */
  readonly parameters: readonly number[];
  /** Of all parameters there. */
  readonly values: Float64Array;
  /** There; not reduced. */
  readonly chiSquare: number;
}

/** Chi-square by which a minimum may lie above another and still be in its interval of 95 %. */
const asGood = 3.841;
/** Standard errors that values of two minima lie apart at least. */
const apart = 5;

/** Places of parameters by their values within each kind: populations that changed places are the same solution. */
function inOrder(parameters: readonly RegisteredParameter[], values: ArrayLike<number>): number[] {
  const places = parameters.map((_, k) => k);
  return places.map((k) => {
    const alike = places.filter((j) => parameters[j]!.kind === parameters[k]!.kind);
    return alike.toSorted((a, b) => values[a]! - values[b]!)[alike.indexOf(k)]!;
  });
}

/** Parameters of domains that differ between two fits by more than the errors of both. */
function differing(
  fit: CutFit,
  other: { readonly parameters: Float64Array; readonly stderr: Float64Array },
  fixed: readonly boolean[],
): number[] {
  const { parameters, values, stderr } = fit;
  const last = parameters.findIndex(({ name }) => name === 'flat');
  const [here, there] = [inOrder(parameters, values), inOrder(parameters, other.parameters)];
  const silent = new Set([
    ...silentParameters(parameters, values, fixed),
    ...silentParameters(parameters, other.parameters, fixed),
  ]);
  return here.filter((k, i) => {
    const j = there[i]!;
    if (k >= last || fixed[k]! || parameters[k]!.isLinear || silent.has(k) || silent.has(j)) return false;
    return Math.abs(values[k]! - other.parameters[j]!) > apart * Math.max(stderr[k]!, other.stderr[j]!);
  });
}

/**
 * Other minima of the first, the middle and the last frame, with what frames share held: searched from as many starts as a fit
 * that does not describe the data takes, so that it costs a few fits, however long the series is.
 */
export function* otherMinimaSteps({ own, problems }: CutSeriesFit, starts: number): Steps<readonly OtherMinimum[]> {
  const sampled = [...new Set([0, own.length >> 1, own.length - 1])];
  const found: OtherMinimum[] = [];
  for (const [s, frame] of sampled.entries()) {
    const fit = own[frame]!;
    const problem = problems[frame]!;
    const fixed = fit.statuses.map((status) => status === 'held');
    if (fit.status === 'converged' && starts > 0) {
      const limit = fit.chiSquare + asGood;
      const others = furtherStarts(problem, fit.values, fixed, starts)
        .map(({ values }) => fitFrom(problem, values, fixed))
        .filter(({ status, chiSquare }) => status === 'converged' && chiSquare < limit)
        .toSorted((a, b) => a.chiSquare - b.chiSquare);
      for (const other of others) {
        const parameters = differing(fit, other, fixed);
        if (parameters.length === 0) continue;
        found.push({ frame, parameters, values: other.parameters, chiSquare: other.chiSquare });
        break;
      }
    }
    yield { done: s + 1, total: sampled.length };
  }
  return found;
}
