import type { OperandoWarning } from '@operando/core';
import type { Refiner } from '../refiner.js';
import { cellQuestion, wavelengthDoubt } from '../result/common-factor.js';
import type { FrameRow } from './row-types.js';
import { median } from './neighbours.js';

/**
 * What is told of a wavelength that must be wrong, by the medians of the axes through a series; of a single cell what is asked, when in
 * no frame it comes near to what was given.
 */
export function wavelengthDoubtOfSeries(refiner: Refiner, rows: readonly FrameRow[]): OperandoWarning[] {
  const seenAt = (column: number): { value: number; stderr: number }[] =>
    rows.flatMap(({ values, stderr }) =>
      stderr[column]! > 0 ? [{ value: values[column]!, stderr: stderr[column]! }] : [],
    );
  const doubt = wavelengthDoubt(refiner, (column) => {
    const seen = seenAt(column);
    return { value: median(seen.map(({ value }) => value)), stderr: median(seen.map(({ stderr }) => stderr)) };
  });
  if (doubt.length > 0) return doubt;
  return cellQuestion(refiner, (column) => {
    const given = refiner.layout.start[refiner.layout.refined[column]!]!;
    const nearest = seenAt(column).toSorted((p, q) => Math.abs(p.value - given) - Math.abs(q.value - given));
    return nearest[0] ?? { value: Number.NaN, stderr: Number.NaN };
  });
}
