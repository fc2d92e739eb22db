/**
 * What the averages over sizes and orientations of a population give at each q, over the mean squared volume: of spheres
 * without interference the intensity begins at 1.
 */
export interface FormTerms {
  /** <|F|^2> */
  readonly square: Float64Array;
  /** |<F>|^2, which neighbours interfere with. */
  readonly coherent: Float64Array;
}

/** Space for the terms of so many points. */
export function createTerms(points: number): FormTerms {
  return { square: new Float64Array(points), coherent: new Float64Array(points) };
}

/** A form factor on fixed q. */
export interface FormFactor {
  /** Names of its parameters, in order. */
  readonly parameters: readonly string[];
  /** Fill the terms, and their derivatives by each parameter where these are given. */
  readonly evaluate: (values: Float64Array, out: FormTerms, slopes?: readonly FormTerms[]) => void;
}

/** A form factor that has no derivatives of its own: central differences, each relative to its parameter. */
export function byDifferences(
  points: number,
  parameters: readonly string[],
  evaluate: (values: Float64Array, out: FormTerms) => void,
): FormFactor {
  const above = createTerms(points);
  const below = createTerms(points);
  return {
    parameters,
    evaluate(values, out, slopes) {
      evaluate(values, out);
      if (slopes === undefined) return;
      const moved = Float64Array.from(values);
      slopes.forEach((slope, k) => {
        const h = 1e-5 * Math.max(Math.abs(values[k]!), 1e-6);
        moved[k] = values[k]! + h;
        evaluate(moved, above);
        moved[k] = values[k]! - h;
        evaluate(moved, below);
        moved[k] = values[k]!;
        for (const term of ['square', 'coherent'] as const)
          for (let i = 0; i < points; i++) slope[term][i] = (above[term][i]! - below[term][i]!) / (2 * h);
      });
    },
  };
}
