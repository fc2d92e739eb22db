import { finiteMedian, statusOf } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { IndexedTrack, TrackedCell } from '@operando/xrd-peak-track';
import { counted } from '../../technique/words.js';
import type { XrdOptions } from './options.js';

const nameOf = ({ hkl: [h, k, l] }: IndexedTrack): string => `(${h} ${k} ${l})`;

/** A deviation so many times that of the next tells which reflection it is. */
const clearly = 1.5;

/** Which reflection is off most in some frames, and by how many standard errors; undefined where they are off alike. */
function worstOf({ deviations }: TrackedCell, frames: readonly number[]): [place: number, off: number] | undefined {
  const [worst, next] = deviations
    .map((own, place): [number, number] => [
      place,
      finiteMedian(Float64Array.from(frames, (frame) => Math.abs(own[frame]!))),
    ])
    .filter(([, off]) => Number.isFinite(off))
    .toSorted(([, p], [, q]) => q - p);
  return worst !== undefined && next !== undefined && worst[1] > clearly * next[1] ? worst : undefined;
}

/** That reflections do not determine a cell, or do not fit one. */
export function cellWarnings(
  cell: TrackedCell,
  indexed: readonly IndexedTrack[],
  { system, zeroShift, displacement }: Pick<XrdOptions, 'system' | 'zeroShift' | 'displacement'>,
): OperandoWarning[] {
  const { status } = cell;
  const isRefined = (each: number): boolean => each !== statusOf.singular && each !== statusOf['not-visible'];
  const refined = status.filter(isRefined).length;
  if (refined === 0) {
    const wanted = `the ${system} cell${zeroShift || displacement ? ' and the shift of two-theta' : ''}`;
    return [
      {
        code: 'undetermined',
        message: `${indexed.map(nameOf).join(', ')} do not determine ${wanted} where they are seen: it was refined in no pattern. Name more reflections (command: --hkl), or refine less.`,
      },
    ];
  }
  const misfits = [...status.keys()].filter((frame) => status[frame] === statusOf.misfit);
  if (misfits.length === 0) return [];
  const worst = worstOf(cell, misfits);
  const which =
    worst === undefined
      ? ''
      : ` ${nameOf(indexed[worst[0]]!)} is off most, by ${worst[1].toPrecision(2)} of its standard errors in half of them.`;
  const shift =
    zeroShift || displacement ? '' : ' A shift of all angles is refined with --zero-shift or --displacement.';
  return [
    {
      code: 'misfit',
      message: `In ${misfits.length} of ${counted(refined, 'pattern')} with a cell its reflections do not fit one ${system} cell within their errors (status misfit): the cell may be wrong there by far more than its errors say.${which} Another line may lie in a reflection, or its indices be others.${shift}`,
    },
  ];
}
