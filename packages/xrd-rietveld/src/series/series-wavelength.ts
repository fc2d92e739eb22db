import type { OperandoWarning } from '@operando/core';
import type { Refiner } from '../refiner.js';
import { wavelengthDoubt } from '../result/common-factor.js';
import type { FrameRow } from './row-types.js';
import { median } from './neighbours.js';

/** What is told of a wavelength that must be wrong, by the medians of the axes through a series. */
export function wavelengthDoubtOfSeries(refiner: Refiner, rows: readonly FrameRow[]): OperandoWarning[] {
  return wavelengthDoubt(refiner, (column) => {
    const seen = rows.filter(({ stderr }) => stderr[column]! > 0);
    return {
      value: median(seen.map(({ values }) => values[column]!)),
      stderr: median(seen.map(({ stderr }) => stderr[column]!)),
    };
  });
}
