import { stderrOf } from '../fit/covariance.js';
import type { OperandoWarning } from '@operando/core';
import type { Covariance } from '../fit/covariance.js';
import type { FitState } from '../fit/fit-types.js';
import type { Refiner } from '../refiner.js';

/**
 * Standard errors of (ln r)^2 above which a cubic phase counts as oriented. Three would do for chance in one
 * direction; needles and plates are two, and less of it lands on the wrong side of 1.
 */
const told = 4;

/**
 * Orientations (March-Dollase ratios r) of cubic phases that the pattern does not tell from none. Of cubic phases intensities go with
 * (ln r)^2 near 1: where that is no more than a few of its standard errors, 2 |ln r| times that of ln r, r and 1/r are as good, as is 1, and
 * the error from the derivative, which vanishes there, says nothing.
 *
 * @returns Their columns.
 */
export function vagueOrientations(
  { layout, phases }: Refiner,
  { values }: FitState,
  covariance: Covariance,
): ReadonlySet<number> {
  const vague = new Set<number>();
  for (const { places, phase } of phases) {
    const column = layout.refined.indexOf(places.orientation);
    if (column < 0 || phase.system !== 'cubic') continue;
    const ratio = values[places.orientation]!;
    const ofLogarithm = stderrOf(covariance, column) / ratio;
    if (Math.abs(Math.log(ratio)) <= 2 * told * ofLogarithm) vague.add(column);
  }
  return vague;
}

/** What is told of them. */
export function vagueWarning(
  { names }: Refiner,
  columns: Iterable<number>,
  where = 'the pattern does',
): OperandoWarning[] {
  const vague = [...columns].map((column) => names[column]!);
  if (vague.length === 0) return [];
  return [
    {
      code: 'undetermined',
      message: `${where} not tell ${vague.join(', ')} from 1, none: the values have no standard errors. Hold them at 1, or share them over a series`,
    },
  ];
}
