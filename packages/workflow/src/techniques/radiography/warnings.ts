import { statusOf } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { motionCorrelation, unknownBlur } from '@operando/attenuation-image';
import type { ReactionFront } from '@operando/attenuation-image';
import { counted } from '../../technique/words.js';
import type { ChargeBalances, MeasuredFrames } from './analysis.js';
import { plainFaults, shareWords } from './doubts.js';

const leastAgreement = 1e-3;
const leastCorrelation = 0.5;

/** Frames in words: `15`; `3, 4 and 2 more`. */
function framesIn(numbers: readonly number[]): string {
  const named = numbers.slice(0, 5).join(', ');
  return numbers.length > 5 ? `${named} and ${numbers.length - 5} more` : named;
}

/** What is worth telling of the frames. */
export function frameWarnings(measured: MeasuredFrames): OperandoWarning[] {
  const { facts, covered, profiles, differences, plan } = measured;
  const where = (test: (k: number) => boolean): number[] =>
    Array.from({ length: profiles.frames }, (_, k) => k).filter(test);
  const dips = where((k) => facts.dose.status![k] !== statusOf.ok);
  const masked = where((k) => facts.masked[k]! > 0.01);
  const motion = motionCorrelation(profiles, differences);
  const [block] = covered;
  return [
    ...plan.warnings,
    ...(dips.length === 0
      ? []
      : [
          {
            code: 'beam-dip',
            message: `${counted(dips.length, 'frame')} had less than 70 % of the usual beam: ${framesIn(dips)}.`,
          } as const,
        ]),
    ...(masked.length === 0
      ? []
      : [
          {
            code: 'pixels-without-transmission',
            message: `More than 1 % of the cell has no transmission in ${counted(masked.length, 'frame')}: ${framesIn(masked)}.`,
          } as const,
        ]),
    ...(block === undefined
      ? []
      : [
          {
            code: 'open-region-covered',
            message: `${counted(covered.length, 'block')} of the open region ${covered.length === 1 ? 'does' : 'do'} not see the open beam alone, the first at rows ${block.top} to ${block.bottom}, columns ${block.left} to ${block.right} (transmission ${block.transmission.toFixed(4)}, chance of its changes by counting ${block.pValue.toPrecision(2)}).`,
          } as const,
        ]),
    ...(Math.abs(motion) > leastCorrelation
      ? [
          {
            code: 'sample-moves',
            message: `The last change correlates with the slope of the profile by ${motion.toFixed(2)}.`,
          } as const,
        ]
      : []),
  ];
}

/** What is worth telling of a front. @param blur Of the camera, rows; 0 where it is not known. */
export function frontWarnings(front: ReactionFront | undefined, blur: number): OperandoWarning[] {
  const status = front?.center.status;
  if (front === undefined || status === undefined) return [];
  const unknown = blur > 0 ? undefined : unknownBlur(front);
  const gradual = [...status.keys()].filter((f) => status[f] === statusOf.ambiguous);
  return [
    ...(unknown === undefined
      ? []
      : [
          {
            code: 'blur-unknown',
            message: `The blur of the camera is not known: the side of the front that attenuates more may reach up to ${unknown.shift.toPrecision(2)} rows further than given, beside an error of ${unknown.stderr.toPrecision(2)}. Give --psf-sigma, or black bodies (of sample and open beam).`,
          } as const,
        ]),
    ...(gradual.length === 0
      ? []
      : [
          {
            code: 'gradual-change',
            message: `A straight profile describes the change as well as a front in ${counted(gradual.length, 'frame')}: ${framesIn(gradual)}.`,
          } as const,
        ]),
  ];
}

/** What is worth telling of lithium against charge. */
export function balanceWarnings(balance: ChargeBalances | undefined): OperandoWarning[] {
  if (balance === undefined) return [];
  const off = balance.balances.filter(({ slope, totalStderr }) => Math.abs(slope - 1) > 3 * totalStderr);
  const { agreement } = balance;
  return [
    ...off.map(({ of, slope, totalStderr }): OperandoWarning => ({
      code: 'balance-off',
      message: `Lithium by ${of} is ${shareWords(slope, totalStderr)} of the charge. Suspect in this order: ${plainFaults(slope)}scatter, the cross-section, another mobile absorber (hydrogen), a part of the cell beyond the picture; where the electrodes differ in isotopes, their exchange.`,
    })),
    ...(agreement !== undefined && agreement.pValue < leastAgreement
      ? [
          {
            code: 'gain-and-loss-differ',
            message: `What one layer gains is not what the other loses, by counting alone (chance ${agreement.pValue.toPrecision(2)}).`,
          } as const,
        ]
      : []),
  ];
}
