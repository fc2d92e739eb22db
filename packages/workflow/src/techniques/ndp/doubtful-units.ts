import type { OperandoWarning } from '@operando/core';
import type { NdpOptions } from './options.js';

/** Thresholds and resolutions below these, in keV, no detector of charged particles has. */
const least = { threshold: 10, detectorFwhm: 1 } as const;

/** Energies that look as if they were in MeV. One of 0 is none. */
export function doubtfulUnits({ sample }: Pick<NdpOptions, 'sample'>): OperandoWarning[] {
  return (['threshold', 'detectorFwhm'] as const).flatMap((name): OperandoWarning[] => {
    const value = sample[name];
    if (value === 0 || value >= least[name]) return [];
    const parameter = `sample.${name}`;
    const message = `${parameter} is ${value} keV, lower than any detector has: is it in MeV? It is taken in keV.`;
    return [{ code: 'unit-doubtful', message, where: { parameter } }];
  });
}
