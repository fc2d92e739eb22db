import type { OperandoWarning } from '@operando/core';
import type { ChargeBalance } from '@operando/ndp-depth';
import { errorWords } from '../../technique/words.js';

/** Beside three standard errors: steps of a calibration, an area that is known to some percent. */
const spare = 0.1;
/** Losses beyond are looked at as slips first. */
const least = 0.5;

/** What to look at where lithium found is no share of the charge that a cell may have. */
function cureOf(slope: number, error: number): string | undefined {
  if (slope < -error) return 'It goes against the charge: give the other charge.sign, or --current-sign';
  if (slope > 1 + spare + error)
    return 'More is found than passed: look at charge.electrodeArea, geometry (flux, solid angle), the unit of the current, and whether the log is of this cell';
  if (slope < least - error)
    return 'Look at charge.electrodeArea, the unit of the current, geometry (flux, solid angle), and whether the layer holds all that passed';
  return undefined;
}

/** That lithium goes against the charge, that more is found than passed, or much less: slips of signs, areas and units do that. */
export function balanceDoubts(
  { slope, slopeTotalStderr }: Pick<ChargeBalance, 'slope' | 'slopeTotalStderr'>,
  layer: string,
): OperandoWarning[] {
  const cure = cureOf(slope.value, 3 * slopeTotalStderr);
  if (cure === undefined) return [];
  const found = `${slope.value.toPrecision(3)} ${errorWords(slopeTotalStderr, 3)}`;
  return [{ code: 'balance-off', message: `Lithium found in ${layer} is ${found} of what passed. ${cure}.` }];
}
