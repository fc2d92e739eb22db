import { OperandoError } from '@operando/core';

/** A broad hump of fixed place and width (degrees) whose height is fitted. */
export interface Hump {
  /** Two-theta, degrees. */
  readonly center: number;
  /** Full width at half maximum, degrees. */
  readonly fwhm: number;
}

/** What lies under the lines; every part of it enters in proportion. */
export interface Background {
  /** Chebyshev polynomials over the range of the pattern. @default 6 */
  readonly terms?: number | undefined;
  /** Whose heights are fitted. @default none */
  readonly humps?: readonly Hump[] | undefined;
  /** Patterns on the same grid that are scaled and added: the empty cell. */
  readonly patterns?: readonly ArrayLike<number>[] | undefined;
}

/** Columns of a background and their names. */
export interface BackgroundColumns {
  readonly names: readonly string[];
  readonly columns: readonly Float64Array[];
}

/**
 * Columns of a background at the points of a pattern.
 *
 * @param used Numbers of the points that are used; the polynomials run from the first to the last of all.
 */
export function backgroundColumns(
  { terms = 6, humps = [], patterns = [] }: Background,
  twoTheta: Float64Array,
  used: Int32Array,
): BackgroundColumns {
  if (!Number.isInteger(terms) || terms < 0 || terms > 60) {
    throw new OperandoError('invalid-argument', `a background of ${terms} terms cannot be made`, {
      where: { parameter: 'background.terms' },
      cure: 'Ask for 0 to 60',
    });
  }
  const low = twoTheta[0]!;
  const high = twoTheta[twoTheta.length - 1]!;
  const columns: Float64Array[] = [];
  const names: string[] = [];
  const x = Float64Array.from(used, (i) => (2 * (twoTheta[i]! - low)) / (high - low) - 1);
  for (let t = 0; t < terms; t++) {
    const [before, last] = [columns[t - 2], columns[t - 1]];
    columns.push(
      t === 0
        ? new Float64Array(used.length).fill(1)
        : t === 1
          ? x
          : x.map((value, i) => 2 * value * last![i]! - before![i]!),
    );
    names.push(`background.${t}`);
  }
  for (const [k, { center, fwhm }] of humps.entries()) {
    if (!(fwhm > 0) || !Number.isFinite(center)) {
      throw new OperandoError('invalid-argument', `hump ${k} is at ${center} degrees, ${fwhm} wide`, {
        where: { parameter: 'background.humps' },
        cure: 'Give a place, and a width above 0',
      });
    }
    columns.push(Float64Array.from(used, (i) => Math.exp(-4 * Math.LN2 * ((twoTheta[i]! - center) / fwhm) ** 2)));
    names.push(`hump.${k}`);
  }
  for (const [k, pattern] of patterns.entries()) {
    if (pattern.length !== twoTheta.length) {
      throw new OperandoError('shape-mismatch', `pattern ${k} of the background has ${pattern.length} points`, {
        where: { parameter: 'background.patterns' },
        cure: `Put it on the grid of the pattern, ${twoTheta.length} points`,
      });
    }
    columns.push(Float64Array.from(used, (i) => pattern[i]!));
    names.push(`pattern.${k}`);
  }
  return { names, columns };
}
