import { OperandoError } from '@operando/core';
import { combineColumns } from './combine-columns.js';
import { onSampleGrid } from './linear-combination.js';
import type { LinearCombination, LinearCombinationOptions } from './combine-columns.js';
import type { SpeciesSpectrum } from './spectra.js';

/** Options of {@link rankLinearCombinations}. Bounds are one pair for all components. */
export interface RankLinearCombinationsOptions extends Omit<LinearCombinationOptions, 'bounds'> {
  /** Lowest and highest weight. @default [0, 1] */
  readonly bounds?: readonly [number, number] | undefined;
  /** Fewest components of a combination. @default 2 */
  readonly minimum?: number | undefined;
  /** Most components of a combination. @default 4, or all there are */
  readonly maximum?: number | undefined;
  /** How many are kept. @default 16 */
  readonly keep?: number | undefined;
  /** Most combinations that are tried; more are refused. @default 20000 */
  readonly limit?: number | undefined;
}

/** One combination of {@link rankLinearCombinations}. */
export interface RankedCombination extends LinearCombination {
  /** Which components, in the order given. */
  readonly components: readonly number[];
}

/** A component below this weight is not in the combination: the same one without it is in the list (Larch's value). */
const absent = 0.0005;

function combinationsOf(n: number, size: number): number {
  let count = 1;
  for (let k = 1; k <= size; k++) count = (count * (n - size + k)) / k;
  return Math.round(count);
}

/** Calls `visit` with every choice of `size` of n numbers, in order. */
function forEachCombination(n: number, size: number, visit: (chosen: readonly number[]) => void): void {
  const chosen = Array.from({ length: size }, (_, k) => k);
  for (;;) {
    visit(chosen);
    let k = size - 1;
    while (k >= 0 && chosen[k] === n - size + k) k--;
    if (k < 0) return;
    chosen[k]!++;
    for (let l = k + 1; l < size; l++) chosen[l] = chosen[l - 1]! + 1;
  }
}

/**
 * Every combination of some of the components, fitted and ranked by reduced chi-square, the best first. Combinations in which
 * a component takes no part are left out (the smaller combination is ranked itself), and so are dependent ones.
 *
 * A small difference in reduced chi-square decides nothing: look whether the candidates differ by more than their errors allow.
 *
 * @throws OperandoError `too-large` for more than `limit` combinations; otherwise as `linearCombination`.
 */
export function rankLinearCombinations(
  sample: SpeciesSpectrum,
  components: readonly SpeciesSpectrum[],
  options: RankLinearCombinationsOptions = {},
): readonly RankedCombination[] {
  const count = components.length;
  const { minimum = 2, maximum = Math.min(4, count), keep = 16, limit = 20_000, bounds = [0, 1] } = options;
  if (
    !(minimum >= 1) ||
    !(maximum >= minimum) ||
    !(maximum <= count) ||
    !Number.isInteger(minimum) ||
    !Number.isInteger(maximum)
  ) {
    throw new OperandoError('invalid-argument', `combinations of ${minimum} to ${maximum} of ${count} components.`, {
      where: { parameter: 'maximum' },
    });
  }
  let total = 0;
  for (let size = minimum; size <= maximum; size++) total += combinationsOf(count, size);
  if (total > limit) {
    throw new OperandoError(
      'too-large',
      `${count} components make ${total} combinations of ${minimum} to ${maximum}; at most ${limit} are tried.`,
      {
        where: { parameter: 'maximum' },
        cure: 'Combine fewer at a time, or leave out components that target transformation rejects.',
      },
    );
  }
  const { energy, values, columns, sigma } = onSampleGrid(sample, components, options);
  const settings: LinearCombinationOptions = Object.assign({}, options, { bounds });
  const ranked: RankedCombination[] = [];
  for (let size = minimum; size <= maximum; size++) {
    forEachCombination(count, size, (chosen) => {
      const result = combineColumns(
        energy,
        values,
        chosen.map((j) => columns[j]!),
        sigma,
        settings,
      );
      if (
        result.status !== 'converged' ||
        (size > minimum && result.weights.some((weight) => Math.abs(weight) < absent))
      )
        return;
      ranked.push(Object.assign({ components: chosen.slice() }, result));
      // Only the best are kept on the way: the arrays of thousands of fits are not.
      if (ranked.length >= 2 * keep + 64) {
        ranked.sort((a, b) => a.reducedChiSquare - b.reducedChiSquare);
        ranked.length = keep;
      }
    });
  }
  return ranked.sort((a, b) => a.reducedChiSquare - b.reducedChiSquare).slice(0, keep);
}
