import type { CompiledModel } from './compile-model.js';
import type { PreparedData } from './fit-data.js';
import type { ParameterValues } from './model.js';

/** What a curve is multiplied by, and what is added: at every point, or one for all. */
export interface PointTerms {
  readonly factor: Float64Array | number;
  readonly addend: Float64Array | number;
}

export function pointTerms(
  { compiled, data }: { readonly compiled: CompiledModel; readonly data: PreparedData },
  own: ParameterValues,
): PointTerms {
  const { q } = data;
  const { instrument } = compiled;
  const scale = compiled.scale(own);
  const background = compiled.background(own);
  const slope = instrument.slope(own);
  const share = instrument.footprint?.(own, instrument.q(own, q));
  return {
    factor: share === undefined ? scale : share.map((value) => scale * value),
    addend: slope === 0 ? background : q.map((value) => background + slope * Math.abs(value)),
  };
}

/** A term at a point. */
export const termAt = (terms: Float64Array | number, i: number): number =>
  typeof terms === 'number' ? terms : terms[i]!;

/** Multiply and add. */
export function scaleCurve(curve: Float64Array, { factor, addend }: PointTerms): void {
  if (typeof factor === 'number' && typeof addend === 'number')
    for (let i = 0; i < curve.length; i++) curve[i] = factor * curve[i]! + addend;
  else for (let i = 0; i < curve.length; i++) curve[i] = termAt(factor, i) * curve[i]! + termAt(addend, i);
}
