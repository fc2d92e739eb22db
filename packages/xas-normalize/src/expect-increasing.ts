import { OperandoError } from '@operando/core';
import { expectElectronvolts } from './spectrum.js';

/** Checks the grid of a stack. @throws OperandoError `non-finite`, `axis-not-increasing`, `unit-mismatch`. */
export function expectIncreasing(energy: Float64Array): void {
  for (let i = 0; i < energy.length; i++) {
    if (!Number.isFinite(energy[i]!)) {
      throw new OperandoError('non-finite', `energy ${i} is ${energy[i]}.`, { where: { row: i } });
    }
    if (i > 0 && energy[i]! <= energy[i - 1]!) {
      throw new OperandoError('axis-not-increasing', `energy ${i} is ${energy[i]} after ${energy[i - 1]} eV.`, {
        where: { row: i },
        cure: 'A stack needs one increasing grid: split sweeps, sort and merge repeated energies first.',
      });
    }
  }
  expectElectronvolts(energy);
}
