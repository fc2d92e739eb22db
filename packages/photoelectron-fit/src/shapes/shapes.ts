import type { ComponentShape, ComponentShapeName } from './component-shape.js';
import { doniachSunjicShape } from './doniach-sunjic.js';
import { productShape, sumShape } from './gaussian-lorentzian.js';
import { asymmetricShape } from './lorentzian-asymmetric.js';
import { voigtShape } from './voigt-shape.js';

/** Every shape by its name. */
export const componentShapes: { readonly [Name in ComponentShapeName]: ComponentShape } = {
  voigt: voigtShape,
  'gaussian-lorentzian-sum': sumShape,
  'gaussian-lorentzian-product': productShape,
  'lorentzian-asymmetric': asymmetricShape,
  'doniach-sunjic': doniachSunjicShape,
};
