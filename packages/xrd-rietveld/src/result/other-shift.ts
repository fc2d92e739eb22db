import type { OperandoWarning } from '@operando/core';
import { covarianceOf, stderrOf } from '../fit/covariance.js';
import { figuresOfMerit } from '../fit/figures-of-merit.js';
import type { FiguresOfMerit } from '../fit/figures-of-merit.js';
import type { FitState } from '../fit/fit-types.js';
import { at } from '../model/instrument-places.js';
import type { Pattern } from '../options.js';
import { createRefiner } from '../refiner.js';
import type { Refiner } from '../refiner.js';

/** Chi^2 of the other shift may be so much larger, in units of the reduced one, before the pattern counts as having chosen. */
const undecided = 9;
/** The same as a share of what neither explains: what is wrong with the shapes of lines can well hide so much. */
const shareOfMisfit = 0.05;
/** Cells further apart than so many standard errors are not the same. */
const apart = 3;
/** Distance of sample and detector, mm, where none is given: of a displacement that is not reported it does not matter. */
const anyRadius = 200;
const degree = Math.PI / 180;

/** A cell parameter by either shift. */
interface Contested {
  readonly name: string;
  readonly value: number;
  readonly other: number;
  readonly errors: number;
}

/**
 * Whether cells hang on taking the shift of all lines for a zero of the angles or for a displacement of the sample: the fit is
 * done once more with the other of the two. Correlations do not show this when only one of them is refined.
 *
 * @param state Where the refinement ended; it stays as it is.
 */
export function otherShift(
  pattern: Pattern,
  refiner: Refiner,
  state: FitState,
  figures: FiguresOfMerit,
  fit: (refiner: Refiner, state: FitState) => ReturnType<Refiner['fit']> | undefined,
): OperandoWarning | undefined {
  const { options, layout } = refiner;
  const { instrument, refine } = options;
  const shifts = (refine?.instrument ?? []).filter((name) => name === 'zero' || name === 'displacement');
  const [own] = shifts;
  const cells = Array.from(layout.refined).filter((k) => isCell(refiner, k));
  if (own === undefined || shifts.length > 1 || cells.length === 0) return undefined;
  const other = own === 'zero' ? 'displacement' : 'zero';
  const changed = createRefiner(pattern.twoTheta, {
    ...options,
    instrument: { ...instrument, radius: instrument.radius ?? anyRadius },
    refine: { ...refine, instrument: [...refine!.instrument!.filter((name) => name !== own), other] },
  });
  const moved: FitState = { values: state.values.slice(), linear: state.linear.slice() };
  exchange(changed, moved, layout.start[at[own]]!, own);
  const outcome = fit(changed, moved);
  if (outcome === undefined) return undefined;
  const data = changed.observe(pattern.intensity, pattern.sigma, pattern.mask);
  const covariance = covarianceOf(outcome.matrix, outcome.fixed, outcome.size);
  const theirs = figuresOfMerit(data, outcome.mixture, covariance.free.length);
  const { chiSquare, degreesOfFreedom } = figures;
  const excess = Math.max(0, chiSquare - degreesOfFreedom);
  const allowed = undecided * Math.max(1, chiSquare / degreesOfFreedom) + shareOfMisfit * excess;
  if (!(theirs.chiSquare - chiSquare < allowed)) return undefined;
  const goodness = Math.max(1, theirs.goodnessOfFit);
  const contested = cells
    .map((parameter): Contested => {
      const [value, otherValue] = [state.values[parameter]!, moved.values[parameter]!];
      const stderr = goodness * stderrOf(covariance, changed.layout.refined.indexOf(parameter));
      const { name } = layout.parameters[parameter]!;
      return { name, value, other: otherValue, errors: Math.abs(otherValue - value) / stderr };
    })
    .filter(({ errors }) => errors > apart)
    .toSorted((p, q) => q.errors - p.errors);
  if (contested.length === 0) return undefined;
  const told = contested
    .slice(0, 3)
    .map((each) => `${each.name} = ${each.other.toPrecision(7)} in place of ${each.value.toPrecision(7)}`)
    .join(', ');
  const [mine, its] = [figures.rwp, theirs.rwp].map((rwp) => (100 * rwp).toPrecision(3));
  return {
    code: 'displacement-trades',
    message: `the pattern hardly says whether its lines are shifted by a displacement or by a zero of the angles: with ${other} in place of ${own} ${told} (Rwp ${its} against ${mine} %), more than the errors of the cell. Hold what the alignment of the instrument says, or add a standard whose cell is known`,
  };
}

function isCell({ phases }: Refiner, parameter: number): boolean {
  return phases.some(({ places }) => parameter >= places.cell && parameter < places.inverseSize);
}

/** Put the mean shift that one of the two makes into the other. */
function exchange(
  { model, options }: Refiner,
  { values }: FitState,
  given: number,
  own: 'zero' | 'displacement',
): void {
  const { geometry, radius } = options.instrument;
  const { points } = model;
  const middle = 0.5 * (points[0]! + points.at(-1)!) * degree;
  const slope = geometry === 'debye-scherrer' ? Math.cos(middle) : -2 * Math.cos(middle / 2);
  const perDisplacement = slope / (degree * radius!);
  const by = values[at[own]]! - given;
  values[at[own]] = given;
  if (own === 'displacement') values[at.zero]! += by * perDisplacement;
  // Near 90 degrees a displacement moves no line of a cylinder.
  else if (Math.abs(slope) > 0.1) values[at.displacement]! += by / perDisplacement;
}
