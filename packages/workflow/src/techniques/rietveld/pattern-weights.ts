import { flatMask, flatValues } from '@operando/core';
import type { Series } from '@operando/core';
import { correlationOf, scatterErrors, stackOf, varianceLaw } from '@operando/xrd-peak-track';
import type { SeriesStack, VarianceLaw } from '@operando/xrd-peak-track';

type Patterns = Series<'two-theta', 'deg'>;

/** Where the errors that weight patterns come from, and of which law where it is the scatter of neighbouring points. */
export type Weights =
  | { readonly errors: 'file' | 'counts' }
  | { readonly errors: 'scatter'; readonly law: VarianceLaw | undefined; readonly together: number };

/** Whether errors are the roots of the intensities: files round them. */
export function areRoots({ stack, sigma }: SeriesStack): boolean {
  return (
    sigma !== 'counts' &&
    stack.every((value, i) => {
      const root = Math.sqrt(Math.max(1, value));
      return Math.abs(sigma[i]! - root) < 0.006 + 1e-3 * root;
    })
  );
}

/** What a few patterns say of the errors of all, which bring none. */
export function weightsOf(sample: Patterns): Weights {
  const { x, stack, mask, errors } = stackOf(sample);
  if (errors !== 'scatter') return { errors };
  const points = x.length;
  return {
    errors,
    law: varianceLaw(stack, points, mask),
    together: correlationOf(stack, points, mask),
  };
}

/** A block on typed arrays, with the errors of all patterns. */
export function weighted(block: Patterns, weights: Weights): Pick<SeriesStack, 'stack' | 'sigma' | 'mask'> {
  if (block.variances !== undefined) {
    const own = stackOf(block);
    return weights.errors === 'counts' ? { ...own, sigma: 'counts' } : own;
  }
  const stack = flatValues(block.signal);
  const mask = block.mask === undefined ? undefined : flatMask(block.mask);
  const sigma =
    weights.errors === 'scatter'
      ? scatterErrors(stack, block.axis.size, mask, weights.law, weights.together)
      : undefined;
  return { stack, sigma: sigma ?? 'counts', mask };
}
