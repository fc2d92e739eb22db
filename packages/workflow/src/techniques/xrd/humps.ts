import { OperandoError, statusOf } from '@operando/core';
import type { OperandoWarning, Series } from '@operando/core';
import { fitHumpsSteps } from '@operando/xrd-peak-track';
import type { FitHumpsOptions, Hump, HumpGround, HumpShape, SeriesTracks } from '@operando/xrd-peak-track';
import { runStage } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { counted } from '../../technique/words.js';
import { usedStack } from './used-stack.js';

/** @throws OperandoError `invalid-argument` for a hump that stands beside the points used. */
function expectHumpsInside(humps: readonly HumpShape[], [from, to]: readonly [number, number]): void {
  humps.forEach(({ center }, k) => {
    if (center >= from && center <= to) return;
    throw new OperandoError('invalid-argument', `the hump at ${center} degrees stands beside the patterns.`, {
      where: { parameter: `hump[${k}]` },
      cure: `What is used goes from ${from} to ${to} degrees.`,
    });
  });
}

/**
 * Humps in every pattern, below the peaks that were followed.
 *
 * @throws OperandoError `invalid-argument` for a hump that stands beside the points used.
 */
export async function measureHumps(
  series: Series<'two-theta', 'deg'>,
  tracks: SeriesTracks<'two-theta', 'deg'>,
  { exclude = [], ...options }: FitHumpsOptions,
  context: RunContext,
): Promise<Hump[]> {
  const { humps, range } = options;
  if (humps.length === 0) return [];
  const { x, stack, sigma, mask } = usedStack(series, exclude);
  expectHumpsInside(humps, range ?? [x[0]!, x.at(-1)!]);
  const steps = fitHumpsSteps(x, stack, tracks, { ...options, sigma, mask, unit: series.axis.unit });
  return runStage(steps, 'humps', context);
}

/** What there is to say of humps. @param asked Where they were said to be. */
export function humpWarnings(
  humps: readonly Hump[],
  asked: readonly HumpShape[],
  ground: HumpGround,
): OperandoWarning[] {
  return humps.flatMap(({ status, reducedChiSquare }, k): OperandoWarning[] => {
    const at = `The hump at ${asked[k]!.center} degrees`;
    const seenAs = (byte: number): number => status.filter((each) => each === byte).length;
    const fitted = reducedChiSquare.filter(Number.isFinite).length;
    const own = seenAs(statusOf.converged) + seenAs(statusOf.misfit);
    if (own + seenAs(statusOf['at-bound']) === 0)
      return [
        {
          code: 'no-tracks',
          message: `${at} has a place and a width in no pattern: its areas are those of a hump as it was said to be, or none.`,
        },
      ];
    const bound = seenAs(statusOf['at-bound']);
    if (2 * bound > fitted)
      return [
        {
          code: 'at-bound',
          message: `${at} leaves the place or the width that it was said to have in ${bound} of ${counted(fitted, 'pattern')} (status at-bound): it stands elsewhere, or there is none.`,
        },
      ];
    const misfits = seenAs(statusOf.misfit);
    if (2 * misfits <= fitted) return [];
    return [
      {
        code: 'misfit',
        message: `${at} is not described within the errors in ${misfits} of ${counted(fitted, 'pattern')} (status misfit): there are peaks that are not followed (leave them out: --exclude), or it is no Gaussian on a ${ground}.`,
      },
    ];
  });
}
