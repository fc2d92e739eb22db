import { OperandoError } from '@operando/core';
import type { ShiftSettings } from './combination-shifts.js';
import { combineColumns, expectComponents } from './combine-columns.js';
import type { LinearCombination, LinearCombinationOptions } from './combine-columns.js';
import { combineShifted, coveredWindow, splinesOf } from './shifted-combination.js';
import { increasingGrid, spectrumOnGrid, stderrOnWindow, windowOf } from './spectra.js';
import type { SpeciesSpectrum } from './spectra.js';

/**
 * Fit a spectrum by a weighted sum of component spectra (linear combination fitting). The components are brought onto the
 * sample's grid by a cubic spline; the minimum within the bounds is exact (active set method), not searched for.
 *
 * Without active bounds the numbers are those of Larch's `lincombo_fit`; with them Larch's may stall on a bound.
 *
 * @param sample Normalized, on any increasing grid in eV.
 * @param components Normalized, each on its own grid, covering the window.
 * @throws OperandoError `outside-range` for a component that does not cover the window, `too-few-points`, `shape-mismatch`,
 * `axis-not-increasing`, `non-finite`, `invalid-argument` for bounds that cannot be met.
 */
export function linearCombination(
  sample: SpeciesSpectrum,
  components: readonly SpeciesSpectrum[],
  options: LinearCombinationOptions = {},
): LinearCombination {
  const settings = shiftSettings(options);
  if (settings === undefined) {
    const { energy, values, columns, sigma } = onSampleGrid(sample, components, options);
    return combineColumns(energy, values, columns, sigma, options);
  }
  const splines = splinesOf(components);
  expectComponents(splines.length, Infinity);
  const window = coveredWindow(splines, settings.largest, options);
  const { energy, values, sigma } = onSampleGrid(sample, [], { ...options, ...window });
  return combineShifted(energy, values, splines, sigma, options, settings);
}

/** Which energies may move; undefined for none. @throws OperandoError `invalid-argument`. */
export function shiftSettings({
  shift = 'none',
  largestShift = 2,
}: LinearCombinationOptions): ShiftSettings | undefined {
  if (shift === 'none') return undefined;
  if (shift !== 'sample' && shift !== 'components') {
    throw new OperandoError('invalid-argument', `shift is ${JSON.stringify(shift)}.`, {
      where: { parameter: 'shift' },
      cure: 'Choose among none, sample, components.',
    });
  }
  if (!(largestShift > 0 && largestShift < Infinity)) {
    throw new OperandoError('invalid-argument', `the largest shift is ${largestShift} eV.`, {
      where: { parameter: 'largestShift' },
    });
  }
  return { of: shift, largest: largestShift };
}

/** Sample and components on the window of the sample's grid. */
export function onSampleGrid(
  sample: SpeciesSpectrum,
  components: readonly SpeciesSpectrum[],
  options: LinearCombinationOptions,
): {
  readonly energy: Float64Array;
  readonly values: Float64Array;
  readonly columns: readonly Float64Array[];
  readonly sigma: Float64Array | undefined;
} {
  const grid = increasingGrid(sample.energy, 'sample');
  if (sample.norm.length !== grid.length)
    throw new OperandoError('shape-mismatch', `${grid.length} energies and ${sample.norm.length} values.`, {
      where: { parameter: 'sample' },
    });
  const [first, end] = windowOf(grid, options, 2);
  const energy = grid.slice(first, end);
  const values = spectrumOnGrid({ energy, norm: Float64Array.from(sample.norm).slice(first, end) }, energy, 'sample');
  const columns = components.map((component, j) => spectrumOnGrid(component, energy, `components[${j}]`));
  const sigma = options.stderr === undefined ? undefined : stderrOnWindow(options.stderr, grid, first, energy.length);
  return { energy, values, columns, sigma };
}
