import type { ComponentShape, ComponentShapeName, ShapeOfFrames } from './component-shape.js';
import { doniachSunjicShape } from './doniach-sunjic.js';
import { productShape, sumShape } from './gaussian-lorentzian.js';
import { asymmetricShape } from './lorentzian-asymmetric.js';
import { voigtShape } from './voigt-shape.js';
import { createVoigtOfFrames } from './voigt-table.js';

/** Every shape by its name. */
export const componentShapes: { readonly [Name in ComponentShapeName]: ComponentShape } = {
  voigt: voigtShape,
  'gaussian-lorentzian-sum': sumShape,
  'gaussian-lorentzian-product': productShape,
  'lorentzian-asymmetric': asymmetricShape,
  'doniach-sunjic': doniachSunjicShape,
};

/** A shape for the points of many frames. */
export function shapeOfFrames(shape: ComponentShape): ShapeOfFrames {
  if (shape === voigtShape) return createVoigtOfFrames();
  return { begin: () => undefined, point: (d, p, at, out) => shape.point(d, p, at, out) };
}
