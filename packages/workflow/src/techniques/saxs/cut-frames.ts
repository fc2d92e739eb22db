import { OperandoError } from '@operando/core';
import type { OperandoWarning, Series } from '@operando/core';
import type { CutData, CutWeights } from '@operando/small-angle-fit';
import { excludeRanges, stackOf } from '@operando/xrd-peak-track';
import { excludedRange } from '../xrd/excluded-range.js';
import type { SaxsOptions } from './options.js';

/** Cuts as they are fitted. */
export interface CutFrames {
  /** Those that can be fitted. */
  readonly data: readonly CutData[];
  /** Their numbers in the series. */
  readonly frames: readonly number[];
  readonly weights: CutWeights;
  readonly warnings: readonly OperandoWarning[];
}

/** Standard deviations, of counts their roots. */
function errorsOf({ stack, sigma }: ReturnType<typeof stackOf>): Float64Array {
  return sigma === 'counts' ? stack.map((counts) => Math.sqrt(Math.max(1, counts))) : sigma;
}

/** How points are weighted, where that is left to the data. */
function weightsOf(given: SaxsOptions['weights'], errors: ReturnType<typeof stackOf>['errors']): CutWeights {
  if (given !== 'auto') return given;
  return errors === 'counts' ? 'poisson' : 'sigma';
}

/**
 * The points of each cut that are fitted: within the range, not excluded, not masked.
 *
 * @throws OperandoError `invalid-argument` for a range that holds none, `too-few-points` where no cut can be fitted.
 */
export function cutFrames(
  series: Series<'q', '1/angstrom'>,
  { fit, exclude, weights: given }: SaxsOptions,
  parameters: number,
): CutFrames {
  const known = stackOf(series);
  const { x, stack, errors } = known;
  const points = x.length;
  const weights = weightsOf(given, errors);
  // Both sides of the beam alike.
  const size = x.map(Math.abs);
  const mask = excludeRanges(size, stack.length / points, exclude.map(excludedRange), known.mask);
  const sigma = weights === 'sigma' ? errorsOf(known) : undefined;
  const isWithin = size.map((q) => (fit === undefined || (q >= fit[0] && q <= fit[1]) ? 1 : 0));
  if (!isWithin.includes(1))
    throw new OperandoError('invalid-argument', `fit ${fit?.join(':') ?? ''} holds no point.`, {
      where: { parameter: 'fit' },
      cure: `The cuts go from ${x[0]!} to ${x.at(-1)!} 1/angstrom.`,
    });
  const data: CutData[] = [];
  const frames: number[] = [];
  const left: number[] = [];
  let before: { readonly kept: readonly number[]; readonly q: Float64Array } | undefined;
  for (let f = 0; f < stack.length / points; f++) {
    const isUsed = (i: number): boolean => isWithin[i] === 1 && mask?.[f * points + i] !== 1;
    const kept = Array.from(x.keys()).filter((i) => isUsed(i) && Number.isFinite(stack[f * points + i]!));
    if (kept.length <= parameters) {
      left.push(f);
      continue;
    }
    // The same q is the same array: what depends on it is made once.
    const isSame = before?.kept.length === kept.length && before.kept.every((i, k) => i === kept[k]);
    const q: Float64Array = isSame ? before!.q : Float64Array.from(kept, (i) => x[i]!);
    before = { kept, q };
    const take = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[f * points + i]!);
    data.push({ q, intensity: take(stack), ...(sigma === undefined ? {} : { sigma: take(sigma) }) });
    frames.push(f);
  }
  if (data.length === 0)
    throw new OperandoError('too-few-points', `no cut has more than ${parameters} points to fit.`, {
      cure: 'Widen the range (fit), exclude less, or hold parameters.',
    });
  return { data, frames, weights, warnings: [...leftOut(left), ...ofScatter(given, errors, weights)] };
}

function leftOut(frames: readonly number[]): OperandoWarning[] {
  if (frames.length === 0) return [];
  const named = `${frames.slice(0, 5).join(', ')}${frames.length > 5 ? ', ...' : ''}`;
  return [
    {
      code: 'frames-doubtful',
      message: `${frames.length} frames (${named}) have too few points that are not masked, and were not fitted.`,
    },
  ];
}

function ofScatter(
  given: SaxsOptions['weights'],
  errors: ReturnType<typeof stackOf>['errors'],
  weights: CutWeights,
): OperandoWarning[] {
  if (weights === 'sigma' && errors === 'scatter')
    return [
      {
        code: 'errors-from-scatter',
        message:
          'The intensities are no counts and have no standard deviations: these were taken from the scatter of neighbouring points.',
      },
    ];
  const assumed =
    given === 'sigma' && errors === 'counts'
      ? 'The files have no standard deviations: the roots of the counts were taken (weights: sigma).'
      : weights !== 'sigma' && errors !== 'counts'
        ? `The intensities are no counts, and were weighted as if they were (weights: ${weights}): standard errors and chi-square mean little.`
        : undefined;
  return assumed === undefined ? [] : [{ code: 'errors-assumed', message: assumed }];
}
