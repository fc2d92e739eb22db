import { statusOf } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Refiner } from '../refiner.js';
import { tradeLimit } from '../result/trades.js';
import { vagueWarning } from '../result/vague-orientations.js';
import type { FrameRow } from './row-types.js';
import { twoSolutions } from './two-solutions.js';
import { wavelengthDoubtOfSeries } from './series-wavelength.js';

/** What is worth telling of a series. */
export function seriesWarnings(refiner: Refiner, rows: readonly FrameRow[]): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const framesWith = (is: (row: FrameRow) => boolean): number[] => rows.filter(is).map(({ frame }) => frame);
  const dark = framesWith(({ status }) => status === 'masked');
  if (dark.length > 0) {
    warnings.push({ code: 'no-beam', message: `${told(dark)} without data: nothing was fitted there` });
  }
  const weak = framesWith(({ status }) => status === 'held');
  if (weak.length > 0) {
    const message = `${told(weak)} hold few counts beside the others: only scales and background were fitted there, shapes are those of frames beside them`;
    warnings.push({ code: 'frames-doubtful', message });
  }
  const misfits = framesWith(({ status }) => status === 'misfit');
  if (misfits.length > 0) {
    const message = `${told(misfits)} are not described within their errors: standard errors are too small there`;
    warnings.push({ code: 'misfit', message });
  }
  const ended = framesWith(({ status }) => status === 'failed' || status === 'stalled' || status === 'limit-reached');
  if (ended.length > 0) {
    warnings.push({
      code: 'not-converged',
      message: `the refinement of ${told(ended)} ended without reaching its minimum`,
    });
  }
  const singular = framesWith(({ status }) => status === 'singular');
  if (singular.length > 0) {
    const message = `${told(singular)} do not determine all parameters: those of the status singular were held`;
    warnings.push({ code: 'undetermined', message });
  }
  const trades = framesWith(({ trade }) => trade > tradeLimit);
  if (trades.length > 0) {
    const message = `in ${told(trades)} displacement (or zero) and cells can hardly be told apart: what one gains the other loses, and both may drift together. Hold the displacement, or add a standard whose cell is known`;
    warnings.push({ code: 'displacement-trades', message });
  }
  warnings.push(...vagueInFrames(refiner, rows));
  warnings.push(...twoSolutions(refiner, rows));
  warnings.push(...negativeWidths(refiner, rows));
  warnings.push(...wavelengthDoubtOfSeries(refiner, rows));
  return warnings;
}

/** Orientations that frames do not tell from none, and in which. */
export function vagueInFrames(refiner: Refiner, rows: readonly FrameRow[]): OperandoWarning[] {
  return refiner.names.slice(0, refiner.shapes).flatMap((_, column) => {
    const vague = rows
      .filter(
        ({ statuses, second = [] }) =>
          statuses[column] === statusOf.ambiguous && !second.some((each) => each.column === column),
      )
      .map(({ frame }) => frame);
    return vague.length === 0 ? [] : vagueWarning(refiner, [column], `${told(vague)} do`);
  });
}

/** Phases of which widths of lines came out negative, and where. */
export function negativeWidths({ phases }: Refiner, rows: readonly FrameRow[]): OperandoWarning[] {
  return phases.flatMap(({ phase: { name } }, p) => {
    const negative = rows.filter((row) => row.phases[p]!.hasNegativeWidths).map(({ frame }) => frame);
    if (negative.length === 0) return [];
    const message = `widths (u, v, w; x, y, z; or anisotropic strain) come out negative for some lines of ${name} in ${told(negative)}: taken as 0 there. Hold some of them, or refine size and strain instead`;
    return [{ code: 'at-bound' as const, message }];
  });
}

function told(frames: readonly number[]): string {
  const list = frames.slice(0, 8).join(', ');
  const more = frames.length > 8 ? ` and ${frames.length - 8} more` : '';
  return `${frames.length === 1 ? 'frame' : 'frames'} ${list}${more}`;
}
