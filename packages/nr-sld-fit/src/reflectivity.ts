import { OperandoError } from '@operando/core';
import type { KernelChoice } from '@operando/numerics';
import { reflectivityInto } from './kernel.js';
import { gradientInto } from './gradient-kernel.js';
import { resolutionPlan, smearedReflectivity } from './resolution.js';
import type { Resolution } from './resolution.js';
import { applyPlan } from './smear-plan.js';
import { tableOf } from './slab-table.js';
import type { Slab } from './slab-table.js';
import { windowSums } from './window-sums.js';

/** Options of {@link reflectivity}. */
export interface ReflectivityOptions {
  /** Factor on the reflectivity. @default 1 */
  readonly scale?: number | undefined;
  /** Added after the resolution, not scaled. @default 0 */
  readonly background?: number | undefined;
  /** Widths of Q that the curve is folded with. @default perfect */
  readonly resolution?: Resolution | undefined;
  /** Whether the hot loops go through WebAssembly, which differs from the others by rounding. @default 'auto' */
  readonly kernels?: KernelChoice | undefined;
}

/** Q as numbers, which nobody writes to. */
function checkedQ(q: ArrayLike<number>): Float64Array {
  const values = q instanceof Float64Array ? q : new Float64Array(q);
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]!))
      throw new OperandoError('non-finite', `Q is ${values[i]} at point ${i}.`, {
        where: { parameter: 'q', row: i },
      });
  return values;
}

/**
 * Specular reflectivity of a stack of layers.
 *
 * @param q In 1/angstrom; its magnitude counts.
 * @param layers Fronting first, backing last; `roughness` belongs to the interface above its row. Any medium may be the fronting; its absorption is disregarded.
 * @throws OperandoError for layers, Q or resolution that cannot be used, naming them.
 * @see Parratt, Phys. Rev. 95 (1954) 359; Nevot and Croce, Rev. Phys. Appl. 15 (1980) 761
 */
export function reflectivity(
  q: ArrayLike<number>,
  layers: readonly Slab[],
  options: ReflectivityOptions = {},
): Float64Array {
  const { scale = 1, background = 0, resolution, kernels } = options;
  const points = checkedQ(q);
  const table = tableOf(layers);
  const out =
    resolution === undefined
      ? new Float64Array(points.length)
      : smearedReflectivity(points, resolution, table, kernels);
  if (resolution === undefined) reflectivityInto(points, points.length, table, out, kernels);
  if (scale !== 1 || background !== 0) for (let i = 0; i < out.length; i++) out[i] = scale * out[i]! + background;
  return out;
}

/** Reflectivity with its derivatives. */
export interface ReflectivityDerivatives {
  /** One for each q. */
  readonly reflectivity: Float64Array;
  /** Row-major [points x 4 layers]: by thickness, sld, isld and roughness of each layer, fronting first. */
  readonly byLayer: Float64Array;
  /** By the scale: the reflectivity of scale 1 without background. The derivative by the background is 1. */
  readonly byScale: Float64Array;
}

/**
 * {@link reflectivity} with its analytic derivatives, from one pass up and one down.
 * The quadrature of the resolution counts as fixed.
 *
 * @throws OperandoError as {@link reflectivity}.
 */
export function reflectivityDerivatives(
  q: ArrayLike<number>,
  layers: readonly Slab[],
  options: ReflectivityOptions = {},
): ReflectivityDerivatives {
  const { scale = 1, background = 0, resolution, kernels } = options;
  const points = checkedQ(q);
  const table = tableOf(layers);
  const wide = 4 * table.count;
  const plan = resolution === undefined ? undefined : resolutionPlan(points, resolution, table, { kernels });
  const nodes = plan?.nodes ?? points;
  const values = new Float64Array(nodes.length);
  const gradient = new Float64Array(nodes.length * wide);
  gradientInto(nodes, table, values, gradient, kernels);
  const byScale = plan === undefined ? values : new Float64Array(points.length);
  const byLayer = plan === undefined ? gradient : new Float64Array(points.length * wide);
  if (plan !== undefined) {
    windowSums(plan, values, 1, byScale, kernels);
    applyPlan(plan, gradient, wide, byLayer);
  }
  if (scale !== 1) for (let i = 0; i < byLayer.length; i++) byLayer[i]! *= scale;
  const curve = new Float64Array(points.length);
  for (let i = 0; i < curve.length; i++) curve[i] = scale * byScale[i]! + background;
  return { reflectivity: curve, byLayer, byScale };
}
