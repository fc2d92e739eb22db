import { constants, elements } from '@operando/tables';

/**
 * Volume of lithium metal for each mA h that is passed, in um^3: atomic weight over density for each mole of electrons,
 * 0.485 mm^3.
 */
export function lithiumVolumePerCharge(): number {
  const { weight, density } = elements['Li']!;
  return ((3.6 * weight) / density / constants.faraday) * 1e12;
}
