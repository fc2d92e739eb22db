import { OperandoError } from '@operando/core';

/** How chi on measured wavenumbers becomes chi on the grid 0, kstep, 2 kstep, ... of a transform: linearly. */
export interface KGrid {
  readonly kstep: number;
  /** Grid points that chi reaches. */
  readonly points: number;
  /** For each grid point the input value to its left, or -1 where chi does not reach. */
  readonly left: Int32Array;
  /** Share of the value to the right, 0 to 1. */
  readonly share: Float64Array;
}

/**
 * @param k Increasing wavenumbers, 1/A, not negative; even unless `kstep` is given.
 * @throws OperandoError `too-few-points`, `non-finite`, `axis-not-increasing`, `outside-range`; `invalid-argument` for uneven k without `kstep`.
 */
export function kGrid(k: Float64Array, kstep: number | undefined): KGrid {
  const last = k.length - 1;
  if (last < 3)
    throw new OperandoError('too-few-points', `chi(k) has ${k.length} points.`, { cure: 'At least 4 are needed.' });
  for (let i = 0; i <= last; i++) {
    if (!Number.isFinite(k[i]!))
      throw new OperandoError('non-finite', `wavenumber ${i} is ${k[i]}.`, { where: { row: i } });
    if (i > 0 && !(k[i]! > k[i - 1]!)) {
      throw new OperandoError('axis-not-increasing', `wavenumber ${i} is ${k[i]} after ${k[i - 1]} 1/A.`, {
        where: { row: i },
        cure: 'Sort chi(k) by k.',
      });
    }
  }
  if (k[0]! < 0)
    throw new OperandoError('outside-range', `chi(k) begins at k = ${k[0]} 1/A.`, {
      where: { parameter: 'k' },
      cure: 'Leave out what lies below the edge.',
    });
  const step = kstep ?? k[1]! - k[0]!;
  if (!(step > 0) || last * 1e3 < k[last]! / step) {
    throw new OperandoError(
      'invalid-argument',
      `the step in k is ${step} 1/A for ${k.length} values up to ${k[last]}.`,
      { where: { parameter: 'kstep' }, cure: 'Give one near 0.05.' },
    );
  }
  if (kstep === undefined) {
    // Tables print k with few digits: a hundredth of a step per point is rounding, more is another grid.
    const mean = (k[last]! - k[0]!) / last;
    for (let i = 1; i <= last; i++) {
      if (Math.abs(k[i]! - k[i - 1]! - mean) > 0.02 * mean || Math.abs(step - mean) * last > 0.5 * mean) {
        throw new OperandoError(
          'invalid-argument',
          `the wavenumbers are not even: ${k[i - 1]} to ${k[i]} where steps are ${mean.toPrecision(4)} on average.`,
          {
            where: { parameter: 'k', row: i },
            cure: 'Give kstep to have chi interpolated.',
          },
        );
      }
    }
  }
  const points = Math.trunc(1.01 + k[last]! / step);
  const left = new Int32Array(points).fill(-1);
  const share = new Float64Array(points);
  let j = 0;
  for (let i = 0; i < points; i++) {
    const at = step * i;
    if (at < k[0]! - 1e-6 * step) continue;
    while (j < last - 1 && k[j + 1]! <= at) j++;
    left[i] = j;
    share[i] = Math.max(0, Math.min(1, (at - k[j]!) / (k[j + 1]! - k[j]!)));
  }
  return { kstep: step, points, left, share };
}

/** chi on the grid, into `out`. */
export function resampleToGrid(
  { points, left, share }: KGrid,
  chi: Float64Array,
  offset: number,
  out: Float64Array,
): void {
  for (let i = 0; i < points; i++) {
    const j = left[i]!;
    if (j < 0) {
      out[i] = 0;
      continue;
    }
    const t = share[i]!;
    const a = chi[offset + j]!;
    out[i] = t === 0 ? a : a + t * (chi[offset + j + 1]! - a);
  }
}
