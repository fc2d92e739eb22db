import { valuesAt } from './grid-search.js';
import { describeSweep, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';

/** Repeated energies are moved apart by this much (eV), as Larch does. */
export const repeatedEnergyStep = 0.0005;

/** A spectrum fit to work on: finite, energies strictly increasing. */
export interface CleanSpectrum {
  /** eV, strictly increasing. */
  readonly energy: Float64Array;
  /** Absorption, one for each energy. */
  readonly mu: Float64Array;
  /** Index in the input of each kept point. */
  readonly source: Int32Array;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/**
 * Move repeated energies apart: within a run of neighbours closer than `tiny`
 * each gains `tiny` over the one before. A no-op (the same array) when all steps exceed 10 tiny.
 */
export function separateRepeatedEnergies(energy: Float64Array, tiny: number = repeatedEnergyStep): Float64Array {
  let smallest = Infinity;
  for (let i = 1; i < energy.length; i++) smallest = Math.min(smallest, energy[i]! - energy[i - 1]!);
  if (smallest > 10 * tiny) return energy;
  const out = energy.slice();
  let add = 0;
  for (let i = 1; i < energy.length; i++) {
    add = Math.abs(energy[i]! - energy[i - 1]!) < tiny ? add + tiny : 0;
    out[i] = energy[i]! + add;
  }
  return out;
}

/** Check that a number array is energies in eV: Larch reads keV without complaint and fits nothing. */
export function expectElectronvolts(energy: Float64Array): void {
  let low = Infinity;
  let high = -Infinity;
  for (const value of energy) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (high - low < 5 && Math.abs(high) < 200) {
    throw new OperandoError('unit-mismatch', `the energies run from ${low} to ${high}: less than 5 eV.`, {
      where: { parameter: 'energy' },
      cure: 'They look like keV; convert them to eV.',
    });
  }
}

/** Options of {@link cleanSpectrum}. */
export interface CleanSpectrumOptions {
  /** Move repeated energies apart. @default true */
  readonly separateRepeated?: boolean | undefined;
}

/**
 * Bring one measured spectrum into the state every later step relies on:
 * drop points that are not finite, put energies in increasing order, move
 * repeated energies apart. Whatever was repaired is said in `warnings`.
 *
 * @throws OperandoError `shape-mismatch`; `too-few-points` (fewer than 6 finite points);
 * `unit-mismatch` for energies in keV; `unsplit-sweep` when the energies run up and down,
 * which sorted together would pass for one spectrum.
 */
export function cleanSpectrum(
  energyInput: ArrayLike<number>,
  muInput: ArrayLike<number>,
  options: CleanSpectrumOptions = {},
): CleanSpectrum {
  if (energyInput.length !== muInput.length) {
    throw new OperandoError(
      'shape-mismatch',
      `${energyInput.length} energies but ${muInput.length} absorption values.`,
    );
  }
  const warnings: OperandoWarning[] = [];
  let kept = 0;
  const source = new Int32Array(energyInput.length);
  for (let i = 0; i < energyInput.length; i++) {
    if (Number.isFinite(energyInput[i]) && Number.isFinite(muInput[i])) source[kept++] = i;
  }
  if (kept < energyInput.length) {
    warnings.push({
      code: 'non-finite-dropped',
      message: `${energyInput.length - kept} of ${energyInput.length} points are not finite and were left out.`,
    });
  }
  if (kept < 6) {
    throw new OperandoError('too-few-points', `the spectrum has ${kept} finite points.`, {
      cure: 'At least 6 are needed.',
    });
  }
  let order: Int32Array = source.slice(0, kept);
  let energy: Float64Array = valuesAt(energyInput, order);
  expectElectronvolts(energy);
  const { descents, rise, fall, turn, turns } = describeSweep(energy);
  if (descents > 0) {
    if (turns) {
      throw new OperandoError('unsplit-sweep', `the energies turn at point ${order[turn]} (${energy[turn]} eV).`, {
        where: { row: order[turn]! },
        cure: 'Split the scan into its up and down sweeps first, and normalize each.',
      });
    }
    order = order.sort((a, b) => energyInput[a]! - energyInput[b]! || a - b);
    energy = valuesAt(energyInput, order);
    warnings.push(
      fall > rise
        ? { code: 'descending-reversed', message: 'The energies were descending; the spectrum was reversed.' }
        : { code: 'rows-sorted', message: `${descents} energies were out of order; the points were sorted.` },
    );
  }
  const mu = valuesAt(muInput, order);
  if (options.separateRepeated ?? true) {
    const separated = separateRepeatedEnergies(energy);
    if (separated !== energy) {
      let repeated = 0;
      for (let i = 0; i < energy.length; i++) if (separated[i] !== energy[i]) repeated++;
      if (repeated > 0) {
        warnings.push({
          code: 'repeated-energy',
          message: `${repeated} repeated energies were moved apart by ${repeatedEnergyStep} eV.`,
        });
      }
      energy = separated;
    }
  }
  return { energy, mu, source: order, warnings };
}
